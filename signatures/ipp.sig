name       ipp
title      Internet Printing Protocol
reference  RFC 8010 section 3
groups     printing
ports      tcp/631
quality    great
ndpi       IPP
wireshark  ipp
iana       ipp

evidence tcp packet
  expression ^POST [^\x00-\x1f]+ HTTP/1\.[01]\r\n([^\r\n]+\r\n)*(?i:content-type: ?application/ipp)\r\n
