name    adobe
title   Adobe
groups  office photo
host    adobe.com adobe.io adobelogin.com adobess.com adobecc.com adobecces.com behance.net typekit.com
host    typekit.net ftcdn.net adobeccstatic.com adobesc.com acrobat.com adobeoobe.com macromedia.com
host    photoshop.com adobestatic.com adobe-aemassets.com lightroom.com fotolia.com
