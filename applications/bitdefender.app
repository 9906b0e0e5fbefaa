name    bitdefender
title   Bitdefender
groups  security
host    bitdefender.com bitdefender.net bitdefender.de bitdefender.fr
