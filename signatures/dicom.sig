name       dicom
title      Digital Imaging and Communications in Medicine
reference  DICOM PS3.8 section 9.3
groups     medical
ports      tcp/104 tcp/11112
wireshark  dicom
iana       acr-nema dicom

# Association request and acceptance: length, version 1, two titles of 16 characters.
evidence tcp packet
  expression ^[\x01\x02]\x00\x00\x00..\x00\x01\x00\x00[ -~]{32}
