name    imperva
title   Imperva
groups  cdn security
host    incapdns.net imperva.com incapsula.com impervadns.net
