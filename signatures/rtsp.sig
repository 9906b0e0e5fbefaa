name       rtsp
title      Real Time Streaming Protocol
reference  RFC 2326 sections 6 and 7, RFC 7826
groups     streaming
ports      tcp/554 tcp/8554 udp/554
ndpi       RTSP
wireshark  rtsp
iana       rtsp

evidence either packet
  expression ^(OPTIONS|DESCRIBE|SETUP|PLAY|PAUSE|TEARDOWN|ANNOUNCE|RECORD|REDIRECT|GET_PARAMETER|SET_PARAMETER|PLAY_NOTIFY) (rtsp[su]?://[!-~]*|\*) RTSP/[12]\.0\r?\n
  expression ^RTSP/[12]\.0 [1-5]\d\d[ \r\n]

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(OPTIONS|DESCRIBE|SETUP|PLAY|PAUSE|TEARDOWN|ANNOUNCE|RECORD|REDIRECT|GET_PARAMETER|SET_PARAMETER|PLAY_NOTIFY) (rtsp[su]?://[!-~]*|\*) RTSP/[12]\.0\r?\n
evidence tcp server
  expression ^RTSP/[12]\.0 [1-5]\d\d[ \r\n]
