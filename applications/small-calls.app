name    small-calls
title   Smaller call services
groups  voip
host    bluejeans.com bluejeansnet.com bluejeansdev.com 8x8.com 8x8.vc wavecell.com 8x8.net textnow.com
host    textnow.me tncdn.net enflick.com vonage.com nexmo.com tokbox.com opentok.com vonagebusiness.com
host    whereby.com appear.in ringcentral.com ringcentral.biz rcv.com glip.com ringcentral.eu twilio.com
host    twiliocdn.com sendgrid.net sendgrid.com twil.io
