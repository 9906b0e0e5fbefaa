name    twilio
title   Twilio
groups  voip developer
host    twilio.com twiliocdn.com sendgrid.net sendgrid.com twil.io
