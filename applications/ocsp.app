name    ocsp
title   Certificate status
groups  security
host    ocsp.digicert.com crl3.digicert.com crl4.digicert.com amazontrust.com ocsp.sectigo.com
host    ocsp.comodoca.com crl.sectigo.com crl.comodoca.com crt.sectigo.com ocsp.usertrust.com
host    crl.usertrust.com comodoca4.com ocsp.globalsign.com crl.globalsign.com ocsp2.globalsign.com
host    ocsp.godaddy.com crl.godaddy.com ocsp.starfieldtech.com crl.starfieldtech.com ocsp.entrust.net
host    crl.entrust.net lencr.org letsencrypt.org pki.goog ocsp.apple.com ocsp2.apple.com crl.apple.com
host    valid.apple.com oneocsp.microsoft.com ocsp.msocsp.com crl.microsoft.com ctldl.windowsupdate.com
host    pki.microsoft.com ocsp.verisign.com crl.verisign.com symcb.com symcd.com thawte.com geotrust.com
host    rapidssl.com ocsp.buypass.com buypass.no certum.pl swisssign.net quovadisglobal.com
host    trust-provider.com identrust.com identrustsaferoots.com ocsp.telesec.de ssl.com zerossl.com
host    cacerts.digicert.com
ndpi    OCSP
