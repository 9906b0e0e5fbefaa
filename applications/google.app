name    google
title   Google
groups  web search
host    google.com google.ad google.ae google.com.af google.com.ag google.al google.am google.co.ao
host    google.com.ar google.as google.at google.com.au google.az google.ba google.com.bd google.be
host    google.bf google.bg google.com.bh google.bi google.bj google.com.bn google.com.bo google.com.br
host    google.bs google.bt google.co.bw google.by google.com.bz google.ca google.cd google.cf google.cg
host    google.ch google.ci google.co.ck google.cl google.cm google.cn google.com.co google.co.cr
host    google.com.cu google.cv google.com.cy google.cz google.de google.dj google.dk google.dm
host    google.com.do google.dz google.com.ec google.ee google.com.eg google.es google.com.et google.fi
host    google.com.fj google.fm google.fr google.ga google.ge google.gg google.com.gh google.com.gi
host    google.gl google.gm google.gr google.com.gt google.gy google.com.hk google.hn google.hr google.ht
host    google.hu google.co.id google.ie google.co.il google.im google.co.in google.iq google.is google.it
host    google.je google.com.jm google.jo google.co.jp google.co.ke google.com.kh google.ki google.kg
host    google.co.kr google.com.kw google.kz google.la google.com.lb google.li google.lk google.co.ls
host    google.lt google.lu google.lv google.com.ly google.co.ma google.md google.me google.mg google.mk
host    google.ml google.com.mm google.mn google.com.mt google.mu google.mv google.mw google.com.mx
host    google.com.my google.co.mz google.com.na google.com.ng google.com.ni google.ne google.nl google.no
host    google.com.np google.nr google.nu google.co.nz google.com.om google.com.pa google.com.pe
host    google.com.pg google.com.ph google.com.pk google.pl google.pn google.com.pr google.ps google.pt
host    google.com.py google.com.qa google.ro google.ru google.rw google.com.sa google.com.sb google.sc
host    google.se google.com.sg google.sh google.si google.sk google.com.sl google.sn google.so google.sm
host    google.sr google.st google.com.sv google.td google.tg google.co.th google.com.tj google.tl google.tm
host    google.tn google.to google.com.tr google.tt google.com.tw google.co.tz google.com.ua google.co.ug
host    google.co.uk google.com.uy google.co.uz google.com.vc google.co.ve google.vg google.co.vi
host    google.com.vn google.vu google.ws google.rs google.co.za google.co.zm google.co.zw google.cat
host    googleapis.com gstatic.com ggpht.com googleusercontent.com gvt1.com gvt2.com gvt3.com 1e100.net
host    nel.goog withgoogle.com google.org goo.gl g.co g.page googlesource.com googlezip.net ampproject.org
host    recaptcha.net about.google blog.google android.com appspot.com gmodules.com googlehosted.com
ndpi    Google GoogleServices DataSaver
