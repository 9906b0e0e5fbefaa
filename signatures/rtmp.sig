name       rtmp
title      Real Time Messaging Protocol
reference  Adobe's RTMP specification 1.0 section 5.2
groups     streaming
ports      tcp/1935
ndpi       RTMP
wireshark  rtmpt
iana       macromedia-fcs

# C0 and C1, S0 and S1: version 3, a time stamp, and zero or a version of the software.
evidence tcp client
  expression ^\x03....(\x00\x00\x00\x00|[\x09-\x24]\x00[\x00-\xff]\x02|\x80\x00[\x00-\x0f][\x01-\x03]).
  where length in 1400..1537
evidence tcp client weak
  expression ^\x03....(\x00\x00\x00\x00|[\x01-\x24]\x00[\x00-\xff][\x00-\x04]|\x80\x00[\x00-\x0f][\x01-\x03]).
  where length >= 500
  needs port other-side
evidence tcp server weak
  expression ^\x03....[\x00-\x24]
  where length >= 500
  needs port other-side
