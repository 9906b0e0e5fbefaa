name    newspapers
title   Newspapers
groups  news
host    dailymail.co.uk dailymail.com mailonline.co.uk thesun.co.uk telegraph.co.uk independent.co.uk
host    spiegel.de bild.de zeit.de faz.net sueddeutsche.de sz.de welt.de heise.de lemonde.fr lefigaro.fr
host    lequipe.fr bfmtv.com elpais.com elmundo.es marca.com repubblica.it gedidigital.it corriere.it
host    gazzetta.it rcsobjects.it ansa.it indiatimes.com timesofindia.com timesinternet.in toiimg.com
host    ndtv.com ndtvimg.com usatoday.com gannett.com gannettdigital.com gannett-cdn.com washingtonpost.com
host    aljazeera.com aljazeera.net apnews.com ap.org cbs.com cbsnews.com cbssports.com cbsistatic.com
host    cbsnewsstatic.com ft.com foxnews.com foxbusiness.com fox.com foxsports.com fncstatic.com
host    foxnation.com fox.tv nbc.com nbcnews.com nbcsports.com msnbc.com cnbc.com nbcnewsdigital.com npr.org
host    pbs.org pbskids.org wsj.com wsj.net dowjones.com marketwatch.com barrons.com dowjones.io reuters.com
host    reutersmedia.net thomsonreuters.com buzzfeed.com buzzfeednews.com huffpost.com huffingtonpost.com
host    vox.com theverge.com voxmedia.com vox-cdn.com sbnation.com polygon.com wired.com arstechnica.com
host    arstechnica.net newyorker.com vogue.com vanityfair.com condenast.com condenastdigital.com ign.com
host    ignimgs.com cnet.com zdnet.com techcrunch.com economist.com
