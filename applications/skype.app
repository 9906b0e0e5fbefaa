name    skype
title   Skype
groups  chat voip
host    skype.com skype.net skypeassets.com skypeecs.net trouter.io skypedata.akadns.net skypecdn.com
host    gateway.messenger.live.com skypeusercontent.com
ndpi    Skype_Teams Skype_TeamsCall
