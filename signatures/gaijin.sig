name       gaijin
title      Gaijin Entertainment
reference  from the bytes: a metric's name, tags after commas
groups     game
ports      udp/20011
ndpi       GaijinEntertainment

evidence udp packet
  expression ^[a-z]+\.[a-z_.]+,env=[a-z]+,
