name    agora
title   Agora
groups  voip developer
host    agora.io agoraio.cn sd-rtn.com rtnsvc.com shengwang.cn agoralab.co
ndpi    SD-RTN
