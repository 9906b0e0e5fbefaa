name    tv-europe
title   European television
groups  video streaming
host    france.tv francetelevisions.fr francetvinfo.fr ftven.fr francetv.fr joyn.de prosieben.de 7tv.de
host    route71.net 6play.fr m6.fr m6web.fr m6plus.fr bedrock.tech mediaset.it mediaset.net mediaset.es
host    tgcom24.it molotov.tv rai.it raiplay.it raiplaysound.it rainews.it rtl.de tvnow.de tvnow.at tvnow.ch
host    rtlplus.com rtve.es tf1.fr tf1plus.fr tf1info.fr lci.fr mytf1.fr waipu.tv exaring.net wpstr.tv
host    zdf.de zdf-cdn.live.cellular.de 3sat.de phoenix.de zdfheute.de ard.de ardmediathek.de tagesschau.de
host    daserste.de wdr.de ndr.de br.de swr.de mdr.de hr.de rbb-online.de
