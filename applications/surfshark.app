name    surfshark
title   Surfshark
groups  vpn
host    surfshark.com shark-china.com surfshark.net
ndpi    SurfShark
