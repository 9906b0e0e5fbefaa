name       smb
title      Server Message Block
reference  MS-CIFS section 2.2.3, MS-SMB2 section 2.2.1
groups     file-transfer
ports      tcp/445 tcp/139
ndpi       SMBv1 SMBv23 NetBIOS
wireshark  smb smb2
iana       microsoft-ds

evidence tcp packet
  expression ^\x00...[\xfc-\xff]SMB
