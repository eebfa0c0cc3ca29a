/** What `aws` has besides the services and operations of the tables: code of the command line's own. */

/** Services of the command line's own, and those that AWS has closed since. */
export const OTHER_SERVICES: ReadonlySet<string> = new Set([
  ...['configure', 'ddb', 'history', 'login', 'logout', 'cli-dev', 'opsworks', 'opsworks-cm', 'codestar', 'qldb'],
  ...['qldb-session', 'robomaker', 'worklink', 'honeycode', 'mobile', 'alexaforbusiness', 'nimble', 'gamesparks'],
  ...['elastictranscoder', 'lookoutmetrics', 'lookoutvision', 'evidently', 'iotanalytics', 'privatenetworks'],
  ...['iotfleethub', 'sms', 'macie'],
]);

/** Commands that the command line adds to services. */
export const OTHER_COMMANDS: ReadonlySet<string> = new Set(
  Object.entries({
    cloudfront: ['sign'],
    cloudtrail: ['create-subscription', 'update-subscription'],
    codecommit: ['credential-helper'],
    configservice: ['subscribe', 'get-status'],
    datapipeline: ['list-runs', 'create-default-roles'],
    deploy: ['push', 'register', 'deregister', 'install', 'uninstall'],
    dlm: ['create-default-role'],
    dynamodb: ['wizard'],
    'ec2-instance-connect': ['ssh', 'open-tunnel'],
    ecs: ['monitor-express-gateway-service'],
    emr: [
      ...['add-instance-groups', 'describe-cluster', 'terminate-clusters', 'modify-cluster-attributes'],
      ...['install-applications', 'create-cluster', 'add-steps', 'create-default-roles', 'ssh', 'socks', 'get', 'put'],
      ...['restore-from-hbase-backup', 'create-hbase-backup', 'schedule-hbase-backup', 'disable-hbase-backups'],
    ],
    'emr-containers': ['update-role-trust-policy'],
    events: ['wizard'],
    gamelift: ['upload-build', 'get-game-session-log'],
    iam: ['wizard'],
    lambda: ['wizard'],
    lightsail: ['push-container-image'],
    servicecatalog: ['generate'],
  }).flatMap(([service, commands]) => commands.map((command) => `${service} ${command}`)),
);
