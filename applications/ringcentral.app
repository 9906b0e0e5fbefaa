name    ringcentral
title   RingCentral
groups  voip office
host    ringcentral.com ringcentral.biz rcv.com glip.com ringcentral.eu
