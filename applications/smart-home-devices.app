name    smart-home-devices
title   Devices of the smart home
groups  iot
host    ewelink.cc coolkit.cc coolkit.cn itead.cc irobot.com irobotapi.com roborock.com roborock.cn
host    ecovacs.com ecouser.net ecovacs.cn shelly.cloud shelly.com allterco.com arlo.com arloxcld.com
host    wyze.com wyzecam.com eufylife.com eufysecurity.com eufy.com blinkforhome.com immedia-semi.com
host    blink.com reolink.com hik-connect.com hikvision.com hikiot.com hikvisioneurope.com ezvizlife.com
host    ys7.com ezviz.com easy4ipcloud.com dahuasecurity.com lechange.cn lechange.com imoulife.com
host    easy4ip.com dahuatech.com ecobee.com tado.com netatmo.com netatmo.net honeywell.com resideo.com
