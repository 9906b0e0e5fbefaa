name    microsoft-store
title   Microsoft Store
groups  update shopping
host    storeedgefd.dsx.mp.microsoft.com displaycatalog.mp.microsoft.com
host    storecatalogrevocation.storequality.microsoft.com livetileedge.dsx.mp.microsoft.com
host    store-images.s-microsoft.com store.microsoft.com apps.microsoft.com purchase.mp.microsoft.com
host    licensing.mp.microsoft.com sfdataservice.microsoft.com
ndpi    Microsoft WindowsUpdate
