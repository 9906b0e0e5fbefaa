name    live-chat
title   Chat with shops and support
groups  office chat
host    drift.com driftt.com liveperson.net lpsnmedia.net liveperson.com livechatinc.com livechat.com
host    tawk.to crisp.chat tidio.co tidiochat.com tidio.com
