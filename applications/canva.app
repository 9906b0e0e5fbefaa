name    canva
title   Canva
groups  office photo
host    canva.com canva.cn canva.site canva.dev canva-apps.com
