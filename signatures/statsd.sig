name       statsd
title      StatsD metrics
reference  StatsD, metric types
groups     monitoring
ports      udp/8125

evidence udp packet
  expression ^[A-Za-z0-9_./-]+(:[-+]?\d+(\.\d+)?)+\|(c|g|ms|s|h|d)(\||\n|$)
