name    certificate-authorities
title   Certificate authorities
groups  security
host    digicert.com sectigo.com comodoca.com usertrust.com globalsign.com globalsign.net entrust.net
host    entrust.com
