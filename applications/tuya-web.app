name    tuya-web
title   Tuya
groups  iot
host    tuya.com tuyaus.com tuyaeu.com tuyacn.com tuyain.com tuyacloud.com tuyacdn.com wgine.com
host    airtake-public-data.oss-cn-hangzhou.aliyuncs.com tuyasmart.com ismartlife.me
