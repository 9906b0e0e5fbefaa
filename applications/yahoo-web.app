name    yahoo-web
title   Yahoo
groups  web mail search news
host    yahoo.com yimg.com yahooapis.com yahoodns.net ymail.com yahoo.net yahoo.co.uk yahoo.de yahoo.fr
host    yahoo.es yahoo.it yahoo.ca yahoo.in yahoo.com.tw yahoo.com.hk yahoo.com.br yahoo.com.au yahoo.com.mx
host    yahoosandbox.com oath.com yahooinc.com rocketmail.com yahoo.com.sg verizonmedia.com
ndpi    Yahoo
