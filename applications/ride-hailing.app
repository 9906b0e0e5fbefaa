name    ride-hailing
title   Rides
groups  travel
host    bolt.eu taxify.eu boltsvc.net didiglobal.com didichuxing.com xiaojukeji.com didistatic.com
host    didiyun.com 99app.com udache.com gojek.com gojekapi.com go-jek.com gotocompany.com grab.com
host    grabtaxi.com grab.co myteksi.net lyft.com lyft.net lyftmedia.com
