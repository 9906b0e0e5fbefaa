name    gmx
title   GMX and WEB.DE
groups  mail
host    gmx.net gmx.com gmx.de web.de ui-portal.de uicdn.com uimserv.net mail.com gmx.at gmx.ch gmxpro.net
host    uicdn.net gmx.fr
