name       ftp
title      File Transfer Protocol
reference  RFC 959 sections 4 and 5, RFC 2428, RFC 4217
groups     file-transfer
ports      tcp/21
ndpi       FTP_CONTROL FTP_DATA FTPS
wireshark  ftp
iana       ftp

evidence tcp packet
  expression ^220[ -][^\r\n]*(?i:ftp)
  expression ^227 Entering Passive Mode
  expression ^229 [^\r\n]*\(\|\|\|\d{1,5}\|\)
  expression ^(PORT \d{1,3},\d{1,3},\d{1,3},\d{1,3},\d{1,3},\d{1,3}|EPRT \|[12]\|[0-9a-fA-F.:]+\|\d{1,5}\||EPSV|PASV)\r\n
  expression ^230[ -][^\r\n]*(?i:logged in|login successful)

# A greeting that could be mail's, and a login that could be POP3's: together they are FTP.
evidence tcp packet weak
  expression ^(220|331|230|234|530|150|226|257)[ -]
  expression ^(?i:USER [!-~\x80-\xff]+|FEAT|SYST|AUTH (TLS|SSL|TLS-C)|PBSZ 0|OPTS [^\r\n]+|CWD [^\r\n]*|TYPE [AI])\r?\n
  needs other-side

# The same from the beginning of a connection, where a segment may end anywhere.
evidence tcp client
  expression ^(PORT \d{1,3},\d{1,3},\d{1,3},\d{1,3},\d{1,3},\d{1,3}|EPRT \|[12]\|[0-9a-fA-F.:]+\|\d{1,5}\||EPSV|PASV)\r\n
evidence tcp server
  expression ^220[ -][^\r\n]*(?i:ftp)
