import type { Env, Profile } from './profile.ts';

type Provider = () => Promise<{ accessKeyId: string; secretAccessKey: string }>;

/** The chain after the environment's keys: profile, web identity, container, instance. */
export async function profileCredentials(profile: Profile, env: Env): Promise<Provider> {
  const providers = await import('@aws-sdk/credential-providers');
  const chain: Provider[] = [
    providers.fromIni({
      profile: profile.name,
      configFilepath: profile.files.config,
      filepath: profile.files.credentials,
      ignoreCache: true,
    }),
  ];
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) {
    const { AWS_WEB_IDENTITY_TOKEN_FILE: webIdentityTokenFile, AWS_ROLE_ARN: roleArn } = env;
    chain.push(providers.fromTokenFile({ webIdentityTokenFile, roleArn }));
  }
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    chain.push(providers.fromContainerMetadata());
  }
  if (env.AWS_EC2_METADATA_DISABLED !== 'true') {
    chain.push(providers.fromInstanceMetadata({ timeout: 1000, maxRetries: 0 }));
  }
  return providers.createCredentialChain(...chain);
}
