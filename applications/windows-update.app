name    windows-update
title   Windows Update
groups  update
host    windowsupdate.com update.microsoft.com delivery.mp.microsoft.com do.dsp.mp.microsoft.com
host    download.microsoft.com windowsupdate.microsoft.com wustat.windows.com ntservicepack.microsoft.com
host    definitionupdates.microsoft.com sls.microsoft.com update.microsoft.com.akadns.net
host    windowsupdate.nsatc.net
ndpi    WindowsUpdate
