name    wechat-web
title   WeChat
groups  chat social voip
host    wechat.com weixin.qq.com wx.qq.com weixin.com weixinbridge.com wechatapp.com weixin.qq.com.cn
host    wechatpay.com servicewechat.com wxs.qq.com wx.gtimg.com wx.qlogo.cn mmbiz.qpic.cn mmsns.qpic.cn
host    wechatlegal.net wechatos.net tenpay.com weixinsxy.com
ndpi    WeChat QQ
