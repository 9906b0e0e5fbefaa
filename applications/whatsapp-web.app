name    whatsapp-web
title   WhatsApp
groups  chat voip
host    whatsapp.com whatsapp.net wa.me whatsapp.biz wl.co whatsappbrand.com
ndpi    WhatsApp WhatsAppFiles WhatsAppCall
