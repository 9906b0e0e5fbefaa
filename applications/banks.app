name    banks
title   Banks
groups  finance
host    monzo.com starlingbank.com lloydsbank.com lloydsbank.co.uk halifax-online.co.uk halifax.co.uk
host    natwest.com rbs.co.uk santander.co.uk santander.com bancosantander.es santander.com.br santander.de
host    deutsche-bank.de db.com postbank.de norisbank.de commerzbank.de comdirect.de sparkasse.de
host    s-direkt.de starfinanz.de vr.de vr-networld.de atruvia.de fiducia.de dkb.de mabanque.bnpparibas
host    group.bnpparibas bnpparibas.com hellobank.fr societegenerale.fr sg.fr boursorama.com boursobank.com
host    credit-agricole.fr lcl.fr labanquepostale.fr creditmutuel.fr cic.fr unicredit.it unicredit.eu
host    unicreditgroup.eu intesasanpaolo.com fineco.it finecobank.com poste.it bbva.com bbva.es bbva.mx
host    caixabank.es caixabank.com hsbc.com hsbc.co.uk hsbc.com.hk hsbc.fr barclays.co.uk barclays.com
host    barclaycard.co.uk barclaycardus.com barclaysus.com ing.com ing.de ing.nl ing.be ing-diba.de
host    ingbank.pl ing.es capitalone.com capitalone.co.uk citi.com citibank.com citicards.com
host    citibankonline.com wellsfargo.com wellsfargomedia.com wellsfargoadvisors.com bankofamerica.com
host    bofa.com bac-assets.com ml.com merrilledge.com chase.com jpmorgan.com jpmorganchase.com chasecdn.com
host    n26.com tech26.de nubank.com.br nu.com.mx nuinternational.com sberbank.ru sberbank.com sber.ru
host    sberdevices.ru tinkoff.ru tbank.ru tbank-online.com tcsbank.ru tinkoff.com
