name    smart-cameras
title   Cameras and doorbells
groups  iot
host    arlo.com arloxcld.com wyze.com wyzecam.com eufylife.com eufysecurity.com eufy.com blinkforhome.com
host    immedia-semi.com blink.com reolink.com hik-connect.com hikvision.com hikiot.com hikvisioneurope.com
host    ezvizlife.com ys7.com ezviz.com easy4ipcloud.com dahuasecurity.com lechange.cn lechange.com
host    imoulife.com easy4ip.com dahuatech.com
