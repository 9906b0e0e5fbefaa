name    carriers
title   Carriers
groups  web
host    bt.com btopenworld.com btinternet.com vodafone.com vodafone.de vodafone.it vodafone.co.uk
host    verizon.com verizonwireless.com vzw.com myvzw.com vzwwo.com att.com att.net spectrum.net
host    spectrum.com charter.com charter.net cox.com cox.net free.fr freebox.fr proxad.net iliad.it
host    libero.it virgilio.it iol.it italiaonline.it
