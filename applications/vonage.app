name    vonage
title   Vonage
groups  voip developer
host    vonage.com nexmo.com tokbox.com opentok.com vonagebusiness.com
