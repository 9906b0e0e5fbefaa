name    gmail
title   Gmail
groups  mail
host    mail.google.com gmail.com googlemail.com inbox.google.com gmail.googleapis.com
host    mail-settings.google.com
ndpi    GMail
