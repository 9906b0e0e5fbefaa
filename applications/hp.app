name    hp
title   HP
groups  update
host    hp.com hpconnected.com hpeprint.com hpsmart.com hp8.us hpdaas.com hpbp.io hpccp.com
