name       tacacs
title      TACACS+
reference  RFC 8907 section 4.1
groups     authentication
ports      tcp/49
wireshark  tacplus
iana       tacacs

evidence tcp packet
  expression ^[\xc0\xc1][\x01-\x03][\x01-\xff][\x00\x01\x04\x05]....\x00\x00
  where u32be(8) == length - 12
