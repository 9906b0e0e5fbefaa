name    newspapers
title   Newspapers
groups  news
host    dailymail.co.uk dailymail.com mailonline.co.uk thesun.co.uk telegraph.co.uk independent.co.uk
host    spiegel.de bild.de zeit.de faz.net sueddeutsche.de sz.de welt.de heise.de lemonde.fr lefigaro.fr
host    lequipe.fr bfmtv.com elpais.com elmundo.es marca.com repubblica.it gedidigital.it corriere.it
host    gazzetta.it rcsobjects.it ansa.it indiatimes.com timesofindia.com timesinternet.in toiimg.com
host    ndtv.com ndtvimg.com usatoday.com gannett.com gannettdigital.com gannett-cdn.com washingtonpost.com
