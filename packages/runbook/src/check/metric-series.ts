/**
 * Which sets of dimensions name a series, by namespace and metric: from the metric pages of the services' documentation.
 * Only what is certain is listed; of every other metric nothing is known.
 */
interface SeriesRule {
  metrics: RegExp;
  /** The sets that exist; `''` is the set without a dimension. */
  sets: readonly string[];
}

const rule = (metrics: RegExp, ...sets: string[]): SeriesRule => ({ metrics, sets });

const PER_TARGET_GROUP = ['LoadBalancer TargetGroup', 'AvailabilityZone LoadBalancer TargetGroup'];
const PER_BALANCER = ['LoadBalancer', 'AvailabilityZone LoadBalancer'];
const PER_CACHE_NODE = ['CacheClusterId', 'CacheClusterId CacheNodeId'];

const SERIES: Readonly<Record<string, readonly SeriesRule[]>> = {
  'AWS/ApplicationELB': [
    rule(/^(?:Un)?HealthyHostCount$/, ...PER_TARGET_GROUP),
    rule(
      /^(?:HTTPCode_Target_[2345]XX_Count|RequestCount|TargetResponseTime|TargetConnectionErrorCount)$/,
      ...PER_BALANCER,
      ...PER_TARGET_GROUP,
    ),
    rule(/^(?:HTTPCode_ELB_(?:[345]XX|50[0234])_Count|RejectedConnectionCount)$/, ...PER_BALANCER),
    rule(/^(?:ActiveConnectionCount|NewConnectionCount|ProcessedBytes|ConsumedLCUs)$/, ...PER_BALANCER),
  ],
  'AWS/NetworkELB': [
    rule(/^(?:Un)?HealthyHostCount$/, ...PER_TARGET_GROUP),
    rule(/^(?:ActiveFlowCount|NewFlowCount|ProcessedBytes)$/, ...PER_BALANCER),
  ],
  'AWS/ECS': [
    rule(/^(?:CPU|Memory)Utilization$/, 'ClusterName', 'ClusterName ServiceName'),
    rule(/^(?:CPU|Memory|GPU)Reservation$/, 'ClusterName'),
  ],
  'ECS/ContainerInsights': [
    rule(/^(?:Running|Desired|Pending)TaskCount$/, 'ClusterName ServiceName'),
    rule(
      /^(?:CpuUtilized|CpuReserved|MemoryUtilized|MemoryReserved)$/,
      'ClusterName',
      'ClusterName ServiceName',
      'ClusterName TaskDefinitionFamily',
      'ClusterName TaskDefinitionFamily TaskId',
      'ClusterName ServiceName TaskId',
      'ClusterName ServiceName TaskDefinitionFamily TaskId',
      'ClusterName ContainerName TaskDefinitionFamily',
    ),
  ],
  'AWS/ElastiCache': [
    rule(
      /^(?:CurrConnections|NewConnections|CacheHits|CacheMisses|Evictions|BytesUsedForCache|CurrItems|CacheHitRate)$/,
      ...PER_CACHE_NODE,
      'clusterId',
      '',
    ),
    rule(
      /^(?:CPUUtilization|FreeableMemory|SwapUsage|NetworkBytes(?:In|Out)|DatabaseMemoryUsagePercentage|ReplicationLag)$/,
      ...PER_CACHE_NODE,
      '',
    ),
  ],
  'AWS/SQS': [
    rule(
      /^(?:Approximate(?:NumberOfMessages(?:Visible|NotVisible|Delayed)|AgeOfOldestMessage)|NumberOf(?:MessagesSent|MessagesReceived|MessagesDeleted|EmptyReceives)|SentMessageSize)$/,
      'QueueName',
    ),
  ],
  'AWS/S3': [rule(/^(?:BucketSizeBytes|NumberOfObjects)$/, 'BucketName StorageType')],
  'AWS/DynamoDB': [
    rule(/^(?:ThrottledRequests|SystemErrors)$/, 'Operation TableName'),
    rule(/^SuccessfulRequestLatency$/, 'Operation TableName', 'Operation StreamLabel TableName'),
    rule(
      /^(?:Read|Write)ThrottleEvents$|^Consumed(?:Read|Write)CapacityUnits$/,
      'TableName',
      'GlobalSecondaryIndexName TableName',
    ),
  ],
  'AWS/CloudFront': [
    rule(/^(?:Requests|BytesDownloaded|BytesUploaded|(?:4xx|5xx|Total)ErrorRate)$/, 'DistributionId Region'),
  ],
  'AWS/NATGateway': [
    rule(/^(?:ActiveConnectionCount|BytesOutToDestination|ErrorPortAllocation|PacketsDropCount)$/, 'NatGatewayId'),
  ],
};

/** The sets that name a series; null where the given one does, or where nothing is known. */
export function seriesInstead(namespace: string, metric: string, dimensions: readonly string[]): string[] | null {
  const known = Object.hasOwn(SERIES, namespace) ? SERIES[namespace] : undefined;
  const found = known?.find(({ metrics }) => metrics.test(metric));
  if (found === undefined || found.sets.includes([...new Set(dimensions)].sort().join(' '))) return null;
  return found.sets.filter((set) => set !== '').map((set) => set.replaceAll(' ', ' and '));
}
