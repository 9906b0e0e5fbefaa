name    outlook
title   Outlook
groups  mail
host    outlook.com hotmail.com outlook.live.com mail.live.com hotmail.co.uk hotmail.fr hotmail.de
host    hotmail.it outlook.office365.com attachments.office.net substrate.office.com
ndpi    Outlook Microsoft365
