name    connectwise
title   ConnectWise and ScreenConnect
groups  remote-access
host    screenconnect.com connectwise.com myconnectwise.net itsupport247.net connectwise.net hostedrmm.com
