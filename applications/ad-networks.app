name    ad-networks
title   Advertising networks
groups  advertising
host    sharethrough.com districtm.io yieldmo.com triplelift.com 3lift.com sovrn.com lijit.com 33across.com
host    gumgum.com sonobi.com mgid.com steepto.com adskeeper.com adskeeper.co.uk propellerads.com
host    adsterra.com exoclick.com exosrv.com realsrv.com popads.net turn.com amobee.com mathtag.com
host    mediamath.com dotomi.com conversantmedia.com bidswitch.net bidswitch.com bidr.io beeswax.com
host    rfihub.com rfihub.net zetaglobal.com tapad.com eyeota.net eyeota.com crwdcntrl.net lotame.com
host    agkn.com simpli.fi stackadapt.com contextweb.com pulsepoint.com zeotap.com id5-sync.com id5.io
host    aaxads.com aaxdetect.com teads.tv teads.com media.net mnet-ad.net smartadserver.com sascdn.com
host    equativ.com adform.net adform.com adformdsp.net flashtalking.com flashtalking.net serving-sys.com
host    sizmek.com casalemedia.com indexww.com indexexchange.com openx.net openx.com openxcdn.net
host    servedbyopenx.com pubmatic.com rubiconproject.com magnite.com telaria.com tremorhub.com
host    spotxchange.com spotx.tv springserve.com vpon.com startapp.com startappservice.com start.io
host    startappexchange.com fyber.com inner-active.mobi digitalturbine.com inneractive.com adcolony.com
host    inmobi.com inmobicdn.net inmobi.cn aerserv.com chartboost.com moloco.com adsmoloco.com tapjoy.com
host    tapjoyads.com is.com ironsrc.com ironsrc.net supersonicads.com supersonic.com ironsource.mobi
host    mintegral.com rayjump.com mintegral.net mobvista.com nativex.com mtgglobals.com rlcdn.com
host    liveramp.com pippio.com privacymanager.io bluekai.com bkrtx.com addthis.com addthisedge.com
host    moatads.com moatpixel.com grapeshot.co.uk doubleverify.com dvtps.com dvgtm.akadns.net
host    adsafeprotected.com iasds01.com integralads.com pangle.io pangleglobal.com pangolin-sdk-toutiao.com
host    pangolin-sdk-toutiao-b.com pangle-ads.com pglstatp-toutiao.com pangle.cn quantserve.com
host    quantcount.com quantcast.com quantcast.mgr.consensu.org adnxs.com adnxs-simple.com appnexus.com
host    yieldoptimizer.com xandr.com ib-ibi.com vungle.com liftoff.io vungle.io liftoff-creatives.io
host    vungle.akadns.net adsrvr.org thetradedesk.com adsrvr.cn applovin.com applvn.com safedk.com
ndpi    ADS_Analytic_Track
