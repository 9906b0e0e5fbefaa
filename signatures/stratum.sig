name       stratum
title      Stratum mining
reference  Stratum V1; eth and monero variants
groups     crypto-currency
ports      tcp/3333
quality    great
ndpi       Mining

evidence tcp packet
  expression ^\{[^\r\n]*"method" ?: ?"(mining\.[a-z_]+|login|eth_submitLogin|eth_submitWork|eth_getWork|eth_submitHashrate|keepalived|getjobtemplate|submit)"
