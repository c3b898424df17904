### Тексты на русском языке. Идентификаторы одинаковы во всех трёх файлах.

## Статусы заявки

request-status-registered = Получена
request-status-confirmed = Одобрена
request-status-ordered = Сформировано поручение
request-status-paid = Исполнена
request-status-refused = Отклонена
request-status-withdrawn = Отозвана

## Статусы платёжного поручения

order-status-awaiting-signature = Ожидает подписи
order-status-declined = В подписи отказано
order-status-signed = Подписано
order-status-dispatched = Направлено в казначейство
order-status-outcome-unknown = Исход неизвестен
order-status-paid = Оплачено
order-status-rejected = Отклонено казначейством
order-status-returned = Деньги возвращены

## Статусы пакета поручений

batch-status-awaiting-signature = Ожидает подписи
batch-status-declined = В подписи отказано
batch-status-signed = Подписан
batch-status-exported = Выгружен
batch-status-handed-over = Передан в казначейство
batch-status-outcome-unknown = Исход неизвестен
batch-status-settled = Завершён

## Причины приостановки

hold-blocked-recipient = Выплаты получателю приостановлены
hold-blocked-line = Бюджетная строка приостановлена
hold-possible-duplicate = Возможный повтор
hold-declined = В подписи отказано
hold-rejected = Отклонено казначейством
hold-returned = Деньги возвращены
hold-refusal-proposed = Отказ ждёт подписи

## Расхождения при сверке

measure-executed = Исполнено с начала года
measure-payments-left = Остаток плана по платежам
measure-obligations-left = Остаток плана по обязательствам
break-unknown-order = Поручение не найдено
break-amount-differs = Сумма не совпадает
break-payee-differs = Получатель не совпадает
break-not-dispatched = Поручение не направлялось
break-duplicate-line = Повторная строка
break-already-settled = Ответ уже получен ранее
break-not-answered = Нет ответа казначейства
break-status-open = Открыто
break-status-settled = Урегулировано

## Роли

role-specialist = Ответственный специалист
role-head = Руководитель
role-finance = Специалист отдела финансирования
role-auditor = Аудитор
role-admin = Администратор
role-system = Система
subject-recipient = Получатель
subject-line = Бюджетная строка

## Шаги

step-confirm = Подтверждение принятия
step-form = Формирование поручений
step-sign = Подписание
step-dispatch = Направление в казначейство

## Соблюдение сроков

lateness-open = В работе
lateness-on-time = В срок
lateness-late = С опозданием

## Причины опоздания

cause-department = Управление
cause-plan = Нет средств по плану
cause-hold = Приостановка
cause-none = Нет

## Виды плана

plan-kind-payments = По платежам
plan-kind-obligations = По обязательствам
plan-kind-opening = Оплачено ранее

## Месяцы

month-1 = январь
month-2 = февраль
month-3 = март
month-4 = апрель
month-5 = май
month-6 = июнь
month-7 = июль
month-8 = август
month-9 = сентябрь
month-10 = октябрь
month-11 = ноябрь
month-12 = декабрь

## Дни недели

weekday-1 = понедельник
weekday-2 = вторник
weekday-3 = среда
weekday-4 = четверг
weekday-5 = пятница
weekday-6 = суббота
weekday-7 = воскресенье

## Отчёты

report-register = Реестр заявок
report-waiting-list = Лист ожидания
report-plan = Исполнение плана финансирования
report-deadlines = Соблюдение сроков
report-payments = Выплаты
report-reconciliation = Сверка с казначейством
report-conservation = Баланс сумм заявок
report-journal = Журнал действий

## Услуги

service-microfinance-subsidy = Субсидирование МФО
service-guarantee-commission = Комиссия по гарантиям

## Языки

language-ru = Русский
language-kk = Казахский
language-en = Английский

## Заголовки граф

col-accepted = Принято
col-account = Счёт (ИИК)
col-actor = Кто
col-algorithm = Алгоритм
col-amount = Сумма
col-at = Время
col-available = Доступно
col-bank-bic = БИК
col-basis = Основание
col-batch = Пакет
col-bin = БИН
col-breaks = Расхождения
col-budget-line = Бюджетная строка
col-cause = Причина
col-code = Код
col-column = Графа
col-confirm-due = Подтвердить до
col-confirmed-at = Подтверждена
col-counted = Засчитан
col-date = Дата
col-defects = Ошибки
col-defects-total = Всего ошибок
col-dispatch-due = Направить до
col-dispatched-at = Направлено
col-done = Выполнено
col-due = Срок
col-effective-at = Считается с
col-effective-from = Отсчёт с
col-ended-at = Прекращено
col-ended-by = Кто завершил
col-ended-reason = Почему завершено
col-event = Событие
col-expected = Ожидалось
col-facts = Сведения
col-files = Файлы
col-form-due = Сформировать до
col-format = Формат
col-found = Найдено
col-from = С даты
col-hash = Хеш
col-held = Приостановлено
col-hold = Приостановка
col-id = Ид.
col-iin = ИИН
col-in-flight = В пути
col-item = Заявка, пакет
col-kbe = КБе
col-kind = Вид
col-knp = КНП
col-lateness = Исполнение
col-line = Строка
col-link = Звено №
col-login = Логин
col-manifest-sha256 = SHA-256 описи
col-measure = Показатель
col-matched = Совпало
col-message = Пояснение
col-method = Способ
col-month = Месяц
col-name = Имя
col-not-after = Действует по
col-not-before = Действует с
col-number = Номер
col-order-number = Поручение №
col-ordered = В поручениях
col-orders = Поручений
col-organisation = Организация
col-paid = Оплачено
col-paid-at = Оплачено (дата)
col-path = Путь
col-payee-bin = БИН получателя
col-payee-name = Получатель
col-person = Кто
col-place = Место
col-plan = План
col-purpose = Назначение
col-queue-position = Очередь №
col-reason = Причина
col-receipt = Квитанция
col-recipient-bin = БИН заявителя
col-recipient-name = Заявитель
col-reference = Обозначение
col-refusal = Отказ
col-refused = Отказано
col-registered = Получено
col-registered-at = Регистрация
col-repeated = Повторно
col-replaces = Взамен
col-request = Заявка
col-requested = Запрошено
col-requests = Заявок
col-reserved = Зарезервировано
col-rest = Остаток
col-revocation = Отзыв
col-role = Роль
col-roles = Роли
col-rules = Правила
col-serial = Серийный №
col-service = Услуга
col-settled-by = Урегулировал
col-sha256 = SHA-256
col-sign-due = Подписать до
col-signed-at = Подписано
col-signed-by = Подписал
col-signers = Подписавшие
col-since = С
col-statement-no = Выписка №
col-status = Статус
col-step = Шаг
col-steps = Отсчёт по дням
col-subject = Кому или чему
col-this-update = Список отзыва от
col-time-stamp = Метка времени
col-to = По дату
col-total = Итого
col-treasury-reference = № казначейства
col-valid = Верна
col-value = Значение
col-value-date = Дата платежа
col-waiting = В очереди
col-withdrawn = Отозвано
col-year = Год

## Основания отказа, кратко

ground-criteria-not-met = Не соответствует критериям
ground-incomplete-documents = Неполный пакет документов
ground-false-data = Недостоверные данные
ground-not-registered = Получатель не зарегистрирован
ground-debt = Задолженность по субсидии
ground-eds-not-confirmed = ЭЦП не подтверждена
ground-duplicate = Повтор ранее поданной заявки

## Да и нет

valid-yes = Да
valid-no = Нет
counted-yes = Да
counted-no = Нет

## Таблицы и место ошибки

nothing-here = Записей нет
place-line = строка { $line }, графа { $column }
place-line-alone = строка { $line }
defects-more = Не показано ошибок: { $count }

## Загрузка и сверка

imported = Принято: { $accepted }, повторно: { $repeated }, отказано: { $refused }, ошибок: { $defects }
reconciled = Совпало: { $matched }, расхождений: { $breaks }
reconciled-form = Форма 4-20 на { $date }: показателей, которые не сходятся с нашими: { $unequal }
due = Срок: { $due }; отсчёт с { $effective }

## Предупреждения

plan-thousands = План прочитан в тысячах тенге: строк { $rows }, документ { $document } от { $date }.
warn-unknown-bank = { $file }: неизвестен банк, строк: { $count }, первая из них { $line }, БИК { $bic }; проверьте БИК, новый банк внесите в rules/banks.csv
warn-possible-duplicate = { $file }: приостановлено как возможный повтор: { $count }, в том числе { $numbers }; проверьте и снимите приостановку или откажите
warn-breaks = Расхождений с ответом казначейства: { $count }; список: qazyna break list
warn-hold-awaiting = { $subject }: поручений на подписи: { $count } ({ $orders }); пока запрет действует, руководитель не может их подписать, но может отклонить: qazyna batch decline
warn-hold-signed = { $subject }: поручений уже подписано или передано в казначейство: { $count } ({ $orders }); запрет их не отзывает, если деньги не должны уйти, напишите в казначейство
warn-blocked = поручение { $order }: выплаты получателю { $bin } остановлены: { $reason }; отклоните поручение или дождитесь снятия запрета
restore-guard = Пока не загружена выписка за { $date } или позже и не закрыты расхождения, в казначейство ничего не уходит; см. qazyna doctor
restore-unreadable = Прежняя база не читается и отложена как есть: { $fault }
restore-chain-broken = Цепочка журнала в копии нарушена: { $place }; ничего не изменено, возьмите более раннюю копию

## Что сделано

done-confirm = Заявок подтверждено: { $count }
done-refused = По заявке { $number } отказано
done-refusal-proposed = Отказ по заявке { $number } ждёт электронной подписи (qazyna notice bundle, notice apply); до неё заявка денег не получает
done-withdrawn = Заявка { $number } отозвана
done-correction-proposed = Заявка { $number }: новые реквизиты внесены, их утверждает другой сотрудник
done-correction-approved = Заявка { $number }: новые реквизиты утверждены
done-released = Заявка { $number }: приостановка снята
done-hold-add = Выплаты остановлены: { $subject }; до снятия запрета поручения не формируются
done-hold-end = { $subject }: запрет снят, заявки снова на своих местах в очереди
done-backup = Копия: { $file }, строк { $rows }, звеньев журнала { $links }, голова { $head }
done-restore = Копия от { $created } на месте: строк { $rows }, голова журнала { $head }; прежнее сохранено: { $aside }
done-decline = В подписи поручения { $order } отказано, пакет { $batch }
done-sign = Пакет { $batch } подписан
done-sign-second = Пакет { $batch }: вторая подпись принята; теперь его подписывает руководитель
done-decline-void = Подпись { $person } под пакетом { $batch } больше не действует: опись изменилась, нужна новая
second-signed = Вторая подпись: { $person }, ИИН { $iin }, { $at }
done-hand-over = Пакет { $batch } передан в казначейство, квитанция { $receipt }
done-outcome-unknown = Пакет { $batch }: исход неизвестен; уточните его в казначействе
done-resolve = Пакет { $batch }: исход установлен
done-resolve-part = Пакет { $batch }: исход названных поручений установлен; исход ещё неизвестен, поручений: { $count }
done-resolve-first = Пакет { $batch }: первое решение записано; нужно такое же второе: одно из двух даёт специалист отдела финансирования, другое - руководитель или аудитор
warn-resolve-contrary = Пакет { $batch }: решения противоречат друг другу: сейчас сказано «{ $said }», а { $who } говорит о тех же поручениях «{ $other }»; исход остаётся неизвестным, пока двое не скажут одно и то же; сверьтесь с ответом казначейства
resolution-paid = оплачено
resolution-not-received = не получено казначейством
done-manifest =
    Опись записана: { $file }
    SHA-256 описи: { $sha256 }
    Контрольная сумма журнала: { $head }
done-manifest-orders =
    Опись называет поручения листами по { $orders }; сами поручения: { $file }
done-settle = Расхождение { $id } урегулировано
done-user-add = { $name }: назначена роль «{ $role }»
done-user-end = { $name }: роли прекращены
done-sample = Образцов заявок: { $requests } на сумму { $sum }, папка { $dir }
done-init =
    { $profile ->
        [sandbox] Учебная установка создана: { $dir }
       *[production] Рабочая установка создана: { $dir }
    }
    Далее: qazyna --config { $dir }/qazyna.toml doctor

## Очередной проход

tick-closed = Сейчас нерабочее время: поручения не формируются
tick-inbox = { $file }: принято { $accepted }, повторно { $repeated }, отказано { $refused }
tick-unfinished = Файл { $file } ещё записывается: он будет взят при следующем просмотре
tick-lacks-document = Входящая папка: подпись { $file } ждёт документ, под которым она поставлена
tick-lacks-signature = Входящая папка: заявка { $file } ждёт подпись получателя (файл { $file }.cms рядом с ней)
tick-waiting = Входящая папка: { $file } ждёт, подпись пока нельзя проверить: { $why }
tick-lapsed = Поручений прошлого года аннулировано: { $count }
tick-confirmed = Заявок подтверждено: { $count }
tick-unsigned = Ждут подписи специалиста: уведомлений { $count } (qazyna notice bundle)
tick-formed = Пакет { $batch } сформирован: поручений { $orders } на сумму { $total }
tick-exported = Пакет { $batch } выгружен: { $path }
tick-nothing = Новых действий нет

## Проверка реквизитов

check-right = { $value }: верно
check-wrong = { $value }: неверно, { $reason }
ident-form = неверная длина или недопустимые знаки
ident-check-digit = контрольная цифра должна быть { $digit }
ident-check-none = контрольные цифры не сходятся
ident-is-iin = это ИИН физического лица
ident-is-bin = это БИН организации
ident-content = дата или вид лица внутри номера невозможны

## Под отчётом

report-total = Строк: { $rows }. { $sums }
report-made-from =
    Составлено: { $at }
    Контрольная сумма правил: { $rules }
    Контрольная сумма журнала: { $head }
report-period = Период: с { $from } по { $to }
report-plan-about = Все суммы нарастающим итогом с начала года. Доступно = план за вычетом зарезервированного, оплаченного и выплаченного до начала работы программы; действует меньший из планов по обязательствам и платежам
report-rows = Строк: { $rows }
report-sum = Итого
report-page = стр. { $page } из { $pages }
report-differs = Отчёт не показан: сумма графы `{ $column }` равна { $sum }, а по балансу сумм (`{ $place }`) должно быть { $should }; выполните qazyna audit verify
chart-plan = Нарастающим итогом по месяцам, млн ₸
chart-deadlines = Шагов процедуры
chart-deadlines-on-time = в срок
chart-deadlines-open = в работе
chart-deadlines-excused = позже срока: нет плана или приостановка
chart-deadlines-department = позже срока: управление
explain-order = Поручение { $order }: { $amount }, { $payee }, счёт { $account }. { $status }
explain-answer = Выписка { $statement } от { $date }, строка { $line }: «{ $outcome }», дата валютирования { $day }, ссылка казначейства { $reference }. Поручение названо «{ $named }»: { $by }
explain-resolved = { $at }: «{ $outcome }», { $by }
explain-reason = Причина: { $reason }
explain-waits = Ответа казначейства ещё нет, его ждут до { $due }
explain-not-sent = Поручение в казначейство не направлялось, отвечать не на что
explain-by-reference = найдено по полному номеру
explain-by-number-payee-amount = найдено по номеру без года, получателю и сумме: другого такого поручения нет
explain-by-identity = найдено по полному тождеству платежа (получатель, счёт, сумма): в выписке номера нет, другого такого поручения нет
explain-by-resolution = исход установили два человека
proof-equal = Совпадает с подписанным
proof-equal-as-left = Совпадает с подписанным и с выгруженным файлом
proof-left-differs = Совпадает с подписанным, но выгруженный файл говорит другое
proof-left-says-the-same = Совпадает с подписанным; выгружен был файл прежнего вида с тем же содержанием
proof-differs = Отличается от подписанного
proof-refused = Этот формат не вмещает пакет
col-proof = Сравнение
report-written = Отчёт записан: { $file }
progress-fetching = Читаю данные
progress-writing = Записываю строки

## Проверка журнала

audit-whole =
    Нарушений: { $faults }. Звеньев журнала: { $links }, событий: { $events }
    Контрольная сумма журнала: { $head }
audit-broken =
    НАРУШЕНИЙ: { $faults }; остановите выплаты и сообщите администратору. Звеньев журнала: { $links }, событий: { $events }
    Контрольная сумма журнала: { $head }
audit-chain-broken = Цепь журнала нарушена
audit-time-backwards = Время идёт назад
audit-head-not-found = Контрольная сумма не найдена
audit-state-differs = Данные не сходятся с журналом
audit-signature-differs = Подпись не сходится
audit-file-differs = Файл не сходится
audit-notice-differs = Уведомление не сходится
audit-money-not-conserved = Суммы не сходятся

## Проверка установки

doctor-configuration =
    { $profile ->
        [sandbox] Учебная установка
       *[production] Рабочая установка
    }, правила { $rules }
doctor-database = База данных отвечает: { $engine }
doctor-collation = Порядок сортировки базы данных побайтовый: { $name }
doctor-collation-other = Порядок сортировки базы данных { $name } не побайтовый; до начала работы создайте базу с порядком сортировки C
doctor-restore = { $date } база восстановлена из копии: в казначейство пока ничего не уходит; не хватает: { $missing }. Загрузите выписки за каждый день после копии, закройте расхождения; что ушло, а здесь только подписано: qazyna batch outcome-unknown
doctor-calendar = Производственный календарь действует до { $date }
doctor-calendar-soon = Производственный календарь кончается { $date }, осталось дней: { $days }; добавьте файл следующего года rules/calendar/ГГГГ.csv
doctor-calendar-ended = Производственный календарь кончился { $date }; добавьте файл текущего года rules/calendar/ГГГГ.csv
doctor-calendar-none = Производственного календаря нет; добавьте файл rules/calendar/ГГГГ.csv
doctor-eds-off = Электронная цифровая подпись не требуется
doctor-eds-missing = Файла сертификата или списка отозванных нет: { $path }; положите его на место или исправьте раздел [eds] в qazyna.toml
doctor-eds-none = Корневые сертификаты не указаны; впишите их в eds.anchors файла qazyna.toml
doctor-eds = Корневых сертификатов: { $count }, первый истекает { $end }; список отозванных действует до { $list }
doctor-eds-ended = Корневой сертификат истёк { $date }: получите новый на сайте удостоверяющего центра и впишите его в eds.anchors
doctor-eds-ends = Корневой сертификат истекает { $date }: получите новый заранее и впишите его в eds.anchors
doctor-eds-no-list = Списков отозванных сертификатов нет: без них ни одна подпись не принимается; укажите адреса в eds.lists или файлы в eds.crls
doctor-eds-list-old = Список отозванных сертификатов устарел { $date }: без свежего ни одна подпись не принимается; получите новый (qazyna eds refresh) или положите его в папку eds.crls
doctor-span = { $hours } ч { $minutes } мин
doctor-list = Список отозванных { $address }: № { $number }, издан { $age } назад, годен до { $until }
doctor-list-due = Список отозванных { $address }: № { $number }, издан { $age } назад, годен только до { $until }; получите новый: qazyna eds refresh, или посмотрите журнал daemon
doctor-list-over = Список отозванных { $address }: № { $number }, издан { $age } назад, срок истёк { $until }; получите новый: qazyna eds refresh
doctor-list-none = Списка отозванных { $address } ещё нет; получите его: qazyna eds refresh
doctor-responder = Служба OCSP { $address } отвечает; возраст ответа: { $age }
doctor-responder-down = Служба OCSP { $address } не отвечает как следует: { $cause }; подписи ждут, если нет свежего списка
doctor-verifier = Подписи проверяет и программа { $program }
doctor-verifier-missing = Программы проверки подписей { $program } нет; исправьте eds.command, до этого ни одна подпись не принимается
doctor-folder = Папка доступна для записи: { $path }
doctor-folder-absent = Папки пока нет: { $path }; создайте её, если она нужна
doctor-folder-closed = Папка недоступна для записи: { $path }; дайте пользователю программы право записи
doctor-disk = Свободно на диске, МиБ: { $mib }
doctor-disk-low = На диске мало места, МиБ: { $mib }; освободите место или перенесите базу данных
doctor-disk-unknown = Свободное место узнать не удалось: { $path }; проверьте диск сами

## Демонстрация

demo-code = код { $code }: так и должно быть
demo-failed = команда `{ $command }` закончилась с кодом { $code }, ожидался { $wanted }
demo-count = заявок: { $count }
demo-summary =
    { "" }
    ── Итог ──
demo-files =
    { "" }
    Файлы для казначейства ({ $files }): { $dir }/outbox
    План, заявки и выписки: { $dir }/in
    Отчёты и списки: { $dir }/out
    Смотреть дальше: qazyna --config { $dir }/qazyna.toml request list

## Сообщения об ошибках. $value - найденный текст, $expected - то, что вычислила программа

defect-not-utf8 = файл не в кодировке UTF-8, первое нарушение: `{ $value }`; { $expected ->
    [XML] сохраните XML в кодировке UTF-8 и загрузите снова
   *[other] сохраните его как «CSV UTF-8» и загрузите снова
}
defect-not-xml = файл начинается как XML, но дальше не читается: `{ $value }`; получите его заново у отправителя, заявку исправьте по схеме qazyna-application-1.xsd
defect-no-header = в файле нет строки заголовков, первая строка: `{ $value }`; ожидались графы `{ $expected }`; добавьте строку заголовков
defect-missing-column = в файле нет графы `{ $value }`; нужны графы `{ $expected }`; добавьте недостающую
defect-unknown-column = графа `{ $value }` не предусмотрена; допустимы графы `{ $expected }`; удалите или переименуйте её
defect-doubled-column = графа `{ $value }` встречается более одного раза; оставьте только одну
defect-cut-off = файл обрывается: `{ $value }` (сколько полей из скольких в последней строке или чего недостаёт); ожидался полный файл; получите его у отправителя заново
defect-not-recognised = вид файла не распознан, его начало: `{ $value }`; ожидалось: `{ $expected }`; проверьте, тот ли файл выбран
defect-empty-file = файл `{ $value }` пуст; ожидались заголовок и хотя бы одна строка; проверьте выгрузку у отправителя
defect-too-long = значение `{ $value }` слишком длинное; допустимо знаков: `{ $expected }`; сократите его
defect-control-character = значение `{ $value }` содержит служебный знак; ожидались только печатные знаки; удалите его и загрузите строку снова
defect-broken-cell = в ячейке нет значения: `{ $value }`; это ошибка или формула без сохранённого результата; пересчитайте книгу или введите значение
defect-damaged-cell = в ячейке хранится `{ $value }`: ведущие нули или цифры после пятнадцатой могли пропасть, или запись принята за дату; задайте столбцу формат «Текстовый» и введите значение заново
defect-inexact-number = число `{ $value }` не точное: допускается знаков после запятой – { $expected }; округлите значение в самой ячейке, а не только на экране
defect-not-a-date = в ячейке число `{ $value }`, а не дата; задайте ячейке формат даты или введите дату текстом вида `ГГГГ-ММ-ДД`
defect-no-offset = в ячейке `{ $value }` нет смещения часового пояса, Excel его не хранит; задайте столбцу формат «Текстовый» и введите вид `2026-03-05T10:00:00+05:00`
defect-missing-value = обязательное значение не указано; заполните графу и загрузите строку снова
defect-bad-number = номер `{ $value }` недопустим; ожидались буквы, цифры и знаки без пробелов по краям, не более 35 знаков; исправьте номер
defect-bad-service = услуга `{ $value }` неизвестна; ожидалась одна из: `{ $expected }`; исправьте код услуги
defect-bad-instant = дата и время `{ $value }` не читаются; ожидался вид `2026-03-05T10:00:00+05:00`; исправьте запись
defect-instant-in-future = момент `{ $value }` ещё не наступил; ожидалось не позднее `{ $expected }`; проверьте дату и часовой пояс
defect-outside-calendar = дата `{ $value }` вне производственного календаря; он охватывает `{ $expected }`; добавьте календарь этого года или исправьте дату
defect-bad-bin = БИН `{ $value }` неверен; ожидались 12 цифр с верной контрольной цифрой; сверьте с документами получателя
defect-iin-not-bin = `{ $value }` - это ИИН физического лица; ожидался БИН организации; укажите БИН
defect-bad-iin = ИИН `{ $value }` неверен; ожидались 12 цифр с верной контрольной цифрой; сверьте с документами
defect-bad-iban = счёт `{ $value }` неверен; ожидались 20 знаков, начиная с KZ, с верными контрольными цифрами; запросите счёт у получателя
defect-bad-bic = БИК `{ $value }` неверен; ожидались 8 или 11 латинских букв и цифр; запросите БИК у получателя
defect-bank-contradiction = БИК `{ $value }` не соответствует счёту; у счетов этого банка код `{ $expected }` (знаки с 5-го по 7-й); уточните реквизиты у получателя
defect-bad-kbe = КБе `{ $value }` неверен; ожидались две цифры: резидентство 1 или 2 и сектор от 1 до 9; исправьте код
defect-bad-amount = сумма `{ $value }` не читается; ожидались цифры, точка и не более двух знаков после неё; исправьте запись
defect-bad-thousands = сумма в тысячах тенге `{ $value }` не читается; ожидались цифры, пробелы между тройками, запятая и не более пяти знаков после неё; исправьте запись
defect-amount-negative = сумма `{ $value }` отрицательна; ожидалась сумма больше нуля; исправьте её
defect-amount-zero = сумма `{ $value }` равна нулю; ожидалась сумма больше нуля; исправьте её
defect-amount-too-large = сумма `{ $value }` слишком велика; допустимо не более `{ $expected }`; проверьте число разрядов
defect-bad-rate = ставка `{ $value }` не читается; ожидались проценты: число больше нуля, не более четырёх знаков после точки; исправьте её
defect-rate-above-ceiling = ставка `{ $value }` выше предельной; допустимо не более `{ $expected }` процентов; исправьте расчёт
defect-amount-mismatch = сумма `{ $value }` не совпадает с расчётом; по базе и ставке получается `{ $expected }`; исправьте сумму, базу или ставку
defect-bad-date = дата `{ $value }` не читается; ожидался вид `ГГГГ-ММ-ДД`; исправьте запись
defect-dates-out-of-order = дата `{ $value }` не согласуется с датой `{ $expected }`: договор не бывает позже регистрации, конец периода - раньше начала, у одного документа одна дата; исправьте даты
defect-number-conflict = заявка с номером `{ $value }` уже есть с другим содержанием: `{ $expected }`; сверьте обе и подайте новую под другим номером
defect-broken-book = таблица Excel не читается: { $value }; откройте файл в Excel, сохраните его как книгу XLSX без пароля и загрузите снова
defect-book-too-large = таблица Excel больше допустимого: { $value }, а допускается { $expected }; разделите её на части или сохраните лист как CSV
defect-other-unit = единица измерения `{ $value }` не подходит: план такого вида читается только в тысячах тенге; загрузите его в тысячах тенге или файлом с графами qazyna
defect-option-missing = в таком плане этого нет: укажите { $value } в команде; год, вид плана (payments, obligations, opening), номер и дата документа задаются параметрами --year, --kind, --document, --date
defect-option-needless = параметр { $value } лишний: этот файл сам несёт год, вид, номер и дату документа; уберите параметр
defect-total-differs = итог `{ $value }` не равен сумме строк `{ $expected }` (тыс. тенге); файл не принят целиком; сверьте строки и итог
defect-control-total = контрольный итог не сходится: в файле `{ $value }`, объявлено `{ $expected }`; сверьте файл с отправителем, он не загружен
defect-strict = файл с ошибками не загружен целиком, ошибок: `{ $value }`; исправьте их все или загрузите без строгого режима
defect-bad-year = год `{ $value }` недопустим; ожидалось `{ $expected }`; исправьте год
defect-bad-code = код `{ $value }` неверен; ожидалось цифр: `{ $expected }`; исправьте код
defect-other-institution = код учреждения `{ $value }` принадлежит другому учреждению; ожидался `{ $expected }`; загрузите план своего управления
defect-bad-kind = вид плана `{ $value }` неизвестен; ожидался один из: `{ $expected }`; исправьте вид
defect-plan-conflict = документ плана `{ $value }` уже загружен `{ $expected }` с другими суммами; оформите изменение новой справкой
defect-plan-undercut = план с начала года составил бы `{ $value }`, а поручений уже сформировано на `{ $expected }`; уменьшите изменение или перенесите его на более поздний месяц
defect-document-refused = документ `{ $value }` не принят целиком из-за ошибок в других его строках; исправьте их и загрузите файл снова
defect-bad-order-number = номер поручения `{ $value }` не читается; ожидался вид `2026-15` или `15`; исправьте номер
defect-bad-outcome = исход `{ $value }` неизвестен; ожидался один из: `{ $expected }`; исправьте строку выписки
defect-statement-conflict = выписка `{ $value }` уже загружена `{ $expected }` с другим содержанием; сверьте обе с казначейством
defect-field-count = в строке полей: `{ $value }`, ожидалось: `{ $expected }`; проверьте запятые и кавычки
defect-unknown-person = сотрудник `{ $value }` не зарегистрирован; ожидалось имя действующего сотрудника; проверьте написание или обратитесь к администратору
defect-wrong-role = у `{ $value }` нет права на это действие; нужна одна из ролей: { $expected }; поручите действие тому, кто её имеет
defect-same-person = `{ $value }` уже участвовал в обработке: { $expected }; одно лицо не вправе совмещать эти действия; поручите действие другому сотруднику
defect-role-conflict = роль { $value } несовместима с ролью { $expected }, действующей в те же дни; сначала завершите прежнюю роль или измените сроки
defect-not-found = запись `{ $value }` не найдена; ожидалось обозначение имеющейся записи; проверьте написание
defect-ambiguous = обозначение `{ $value }` неоднозначно; подходят: `{ $expected }`; укажите одно из них полностью
defect-illegal-state = `{ $subject }`: состояние { $state } не допускает этого действия; нужно состояние: { $needed }; проверьте, что уже сделано
state-named = «{ $name }» (`{ $word }`)
state-break-settled = расхождение { $id } урегулировано (`qazyna break settle { $id }`)
page-state-break-settled = расхождение { $id } урегулировано («Казначейство», «Расхождения»)
part-request = обрабатывал заявку
part-correct = предложил новые реквизиты
part-sign = подписал пакет
page-bad-iban = счёт `{ $value }` неверен; ожидались 20 знаков, начиная с KZ, с верными контрольными цифрами; сверьте со справкой банка
page-bad-bic = БИК `{ $value }` неверен; ожидались 8 или 11 латинских букв и цифр; сверьте со справкой банка
page-bank-contradiction = БИК `{ $value }` не соответствует счёту; у счетов этого банка код `{ $expected }` (знаки с 5-го по 7-й); сверьте счёт и БИК со справкой банка
page-option-missing = в таком плане этого нет: год, вид, номер и дата документа; укажите их в полях под файлом
page-missing-value = заполните это поле
page-control-character = значение `{ $value }` содержит служебный знак; удалите его
page-bad-service = выберите услугу из списка
page-bad-amount = сумма `{ $value }` не читается; ожидались цифры и не более двух знаков после запятой
page-bad-rate = ставка `{ $value }` не читается; ожидались проценты: число больше нуля, не более четырёх знаков после запятой
page-bad-date = дата не указана или неверна; выберите её в календаре
page-blocked = выплаты по `{ $value }` остановлены: `{ $expected }`; отклоните поручение или дождитесь, пока финансист снимет запрет («План финансирования», «Приостановки выплат»)
page-unsigned = заявка `{ $value }` не подписана получателем, а без его ЭЦП заявки отсюда не принимаются; подпишите её ключом ЭЦП организации
page-signature-needed = для `{ $value }` требуется электронная цифровая подпись: опись пакета подписывает руководитель на странице пакета, уведомления – специалист на странице «Уведомления на подпись»
page-second-signature-needed = пакет { $value } сначала подписывает главный бухгалтер на странице пакета (сертификат: { $expected }): его подписи под этой описью нет; если после неё отклонено поручение, нужна новая
page-no-iin = неизвестно, какой ИИН должен стоять в сертификате сотрудника `{ $value }`; попросите администратора указать его
page-order-too-large = сумма поручения `{ $order }` – `{ $sum }`, а в один файл или сообщение вида { $form } входит не больше, чем `{ $most }`; поручение не делится: выгрузите пакет в другом формате или попросите администратора изменить предел, если приёмная система это допускает
defect-unknown-ground = основание отказа `{ $value }` не предусмотрено; допустимо одно из: { $expected }; укажите действующее основание
defect-not-held = по `{ $value }` нет приостановки, которую снимает это действие; проверьте состояние и причину приостановки
defect-blocked = выплаты по `{ $value }` остановлены: `{ $expected }`; отклоните поручение или дождитесь, пока финансист снимет запрет (qazyna hold list)
defect-nothing-left = по `{ $value }` отзывать нечего: вся сумма в поручениях или уже отозвана; дождитесь исхода поручений
defect-past-year = бюджетный год по `{ $value }` завершён; ожидался текущий год; сформируйте поручения заново за счёт плана текущего года
defect-manifest-differs = данные `{ $value }` расходятся с описью, которую подписал руководитель; ничего не передавайте в казначейство и сообщите администратору
defect-file-differs = файл `{ $value }` расходится с подписанным; не передавайте его в казначейство и выгрузите пакет заново
defect-does-not-fit = значение `{ $value }` не помещается в формат файла; допустимо: `{ $expected }`; выберите другой формат или исправьте реквизит
defect-order-too-large = сумма поручения `{ $order }` - `{ $sum }`, а в один файл или сообщение входит не больше, чем `{ $most }`; поручение не делится: увеличьте `most-sum` в formats/{ $form }.toml, если приёмная система это допускает, или выгрузите пакет в другом формате (qazyna export --as)
defect-unsigned = файл `{ $value }` не подписан получателем, а без его ЭЦП заявки отсюда не принимаются (ключ `{ $expected }`); положите рядом подпись: `{ $value }.cms`
defect-attachment-name = имя приложенного файла `{ $value }` недопустимо; ожидалось не больше { $expected } знаков в одну строку и без косых черт; переименуйте файл
defect-attachment-kind = приложенный файл `{ $value }` не подходит; ожидался один из видов: { $expected }; сохраните документ в таком виде
defect-attachment-too-large = приложенный файл `{ $value }` слишком велик; допустимо не больше { $expected } МБ; уменьшите качество снимка или разделите документ
defect-too-many-attachments = приложено файлов: { $value }; допустимо не больше { $expected }; объедините документы
defect-attachment-missing = в документе назван приложенный файл `{ $value }`, а самого файла нет; приложите его
defect-attachment-differs = приложенный файл не тот, который назван в подписанном документе: получен `{ $value }`, ожидался `{ $expected }`; приложите прежний файл или подпишите документ заново
defect-attachment-unnamed = файл `{ $value }` приложен, но в подписанном документе не назван; уберите его или подпишите документ заново
defect-attachment-doubled = приложено два файла с одним именем `{ $value }`; переименуйте один из них
defect-attachments-conflict = заявка уже есть, но с другими приложениями: получены `{ $value }`, раньше были `{ $expected }`; подайте новую заявку под другим номером
defect-document-gone = документ для подписи больше не хранится: прошло больше 15 минут, он уже подписан или программа была перезапущена; начните заново
defect-signature-needed = для `{ $value }` требуется электронная цифровая подпись: опись пакета подписывает руководитель (`batch sign N --signature ФАЙЛ`), уведомления - специалист (`notice bundle`, `notice apply`)
defect-second-signature-needed = пакет { $value } сначала подписывает главный бухгалтер (`batch sign { $value } --signature ФАЙЛ`, сертификат: { $expected }): его подписи под этой описью нет; если после неё отклонено поручение, нужна новая
defect-signature-refused = электронная подпись не принята: { $cause }
defect-verifier-down = программа проверки подписей `{ $value }` не отвечает: { $cause }; подпись не принята и не отклонена, повторите позже
verifier-down-not-started = не запускается ({ $seen }); проверьте eds.command
verifier-down-slow = не ответила за { $seen } (eds.timeout)
verifier-down-failed = завершилась с ошибкой ({ $seen })
verifier-down-too-long = написала больше { $seen } байт
verifier-down-not-json = написала не тот документ JSON, которого от неё ждут ({ $seen })
verifier-down-no-signers = признала подпись действительной, не назвав подписавшего ({ $seen })
verifier-down-contradicts = противоречит сама себе ({ $seen })
verifier-down-unknown-word = написала неизвестное значение «{ $seen }»
list-none = Адреса списков отозванных не указаны (eds.lists)
list-outcome-new = новый
list-outcome-same = прежний, более нового ещё нет
list-outcome-failed = не получен
list-fault = { $address }: { $text }
list-fault-down = нет связи ({ $seen }); прежний список остаётся до конца своего срока
list-fault-slow = нет полного ответа за { $seen } (eds.timeout); прежний список остаётся до конца своего срока
list-fault-too-large = ответ больше { $seen } байт (eds.lists-largest); прежний список остаётся до конца своего срока
list-fault-content = там нет списка ({ $seen }), а другим адресам программа не верит; исправьте eds.lists
list-fault-form = получен не список отозванных ({ $seen }); прежний остаётся до конца своего срока
list-fault-signature = список не подписан ни одним центром из eds.anchors ({ $seen }); прежний остаётся до конца своего срока
list-fault-partial = список охватывает не все сертификаты ({ $seen }); укажите в eds.lists адрес полного или разностного
list-fault-over = срок полученного списка уже прошёл ({ $seen }); центр ещё не издал новый или неверны часы
list-fault-older = получен более старый список, чем уже есть ({ $seen }); остаётся прежний
list-fault-disk = список получен, но не записан ({ $seen }); проверьте eds.lists-folder
col-address = Адрес
col-outcome = Итог
col-next-update = Годен до
defect-signature-void = хранимая электронная подпись пакета `{ $value }` больше ничего не доказывает ({ $expected }); ничего не передавайте в казначейство и сообщите администратору
defect-no-iin = неизвестно, какой ИИН должен стоять в сертификате сотрудника `{ $value }`; администратор указывает его командой `qazyna user add { $value } --role head --iin ИИН`
defect-not-reconciled = { $value } база восстановлена из копии, и выписки с тех пор не сверены; не хватает: `{ $expected }`; загрузите выписки и закройте расхождения, тогда поручения уйдут
defect-copy-broken = файл `{ $value }` – не целая копия: { $expected }; ничего не изменено, возьмите другую копию
defect-copy-newer = версия копии { $value }, эта программа знает версии до { $expected }; возьмите более новую версию qazyna
defect-in-use = `{ $value }` занята другой программой; остановите службу, дождитесь других команд и повторите
defect-already-exists = `{ $value }` уже существует; ожидалось свободное место или имя; укажите другое, имеющееся не изменено

# История заявки
event-request-received = заявка принята в систему
event-request-confirmed = принятие подтверждено
event-request-refused = отказано
event-request-eds = уведомление о принятии подписано ЭЦП
event-refusal-proposed = предложен отказ, ждёт подписи
event-refusal-eds = отказ подписан ЭЦП
event-result-eds = уведомление о перечислении по поручению { $order } подписано ЭЦП
event-request-withdrawn = отозвана
event-request-released = приостановка снята
event-request-short = плана не хватило, ждёт в очереди
event-correction-proposed = внесены новые реквизиты
event-correction-approved = новые реквизиты утверждены
event-order-formed = поручение { $order } сформировано
event-order-declined = поручение { $order } не подписано
event-order-paid = поручение { $order } исполнено
event-order-rejected = поручение { $order } отклонено казначейством
event-order-returned = деньги по поручению { $order } возвращены
event-order-not-received = поручение { $order } не дошло до казначейства
event-break-found = выписка расходится с поручением { $order }

clock-behind = часы показывают { $now }, а последнее изменение записано { $last }; выставьте часы верно, ничего не изменено

## Электронная цифровая подпись: результат проверки

done-notice-bundle = Уведомлений для подписи: { $count }; документы лежат в папке { $dir }. Подпишите каждый файл, подпись положите рядом: ИМЯ.txt.cms
done-notice-apply = Подтверждено по подписанным уведомлениям: { $confirmed }; отказано: { $refused }; подписано результатов: { $results }; без подписи осталось: { $unsigned }
notice-kind-acceptance = О принятии
notice-kind-refusal = Об отказе
notice-kind-result = О перечислении
col-file = Файл
done-eds-evidence = Доказательства подписей ({ $number }) записаны в файл { $file }
eds-evidence-verdict = { $text }
eds-evidence-proves = Подпись действительна: повторная проверка по сохранённым данным дала тот же результат, подписан именно этот документ.
eds-evidence-proves-not = ВНИМАНИЕ: сохранённые данные подпись не доказывают: { $why }
eds-evidence-summary =
    Электронная цифровая подпись под описью платёжных поручений

    Пакет № { $batch } от { $date }, { $service }
    Поручений: { $orders }, на сумму { $total }
    Подписал в системе: { $person }, { $signed_at }
    Подпись проверена и принята: { $kept_at }
    Кто проверил: { $verifiers }
    SHA-256 описи (manifest.txt): { $manifest }
    SHA-256 доказательства (evidence.json): { $evidence }

    { $verdict }
eds-evidence-document =
    { $what }

    { $about }
    Документ: { $file }
    Действовал в системе: { $person }; подпись проверена и принята: { $kept_at }
    SHA-256 доказательства (evidence.json): { $evidence }

    { $verdict }
eds-evidence-request = Заявка { $service }/{ $number }, { $name }, БИН { $bin }
eds-evidence-second = Подпись главного бухгалтера под описью пакета
eds-evidence-application = Подпись получателя под заявкой
eds-evidence-acceptance = Подпись под уведомлением о принятии заявки
eds-evidence-refusal = Подпись под мотивированным отказом
eds-evidence-result = Подпись под уведомлением о перечислении
eds-evidence-signer =
    Кто подписал
    Имя в сертификате: { $name }
    ИИН { $iin }, БИН { $bin }, организация: { $organisation }
    Полномочия: { $roles }
    Сертификат № { $serial }, действует с { $not_before } по { $not_after }, { $algorithm }
    Время по часам подписавшего: { $clock }; метка времени: { $stamp }
    Действительность проверена на момент: { $moment }
    Отзыв проверен: { $method }; списки: { $lists }
eds-evidence-again =
    Как проверить самому, без связи: подпись - signature.cms, подписанный документ - { $file },
    сертификаты - папка certificates, ответы центра, если их спрашивали, - папка answers. Команда:
    qazyna eds verify --cms signature.cms --content { $file }
    с корневыми сертификатами (eds.anchors), которым доверяете Вы, и со списком отозванных с указанным SHA-256.
eds-role-individual = физическое лицо
eds-role-legal-entity = юридическое лицо
eds-role-first-head = первый руководитель
eds-role-right-to-sign = право подписи
eds-role-financial = право подписи финансовых документов
eds-role-personnel = сотрудник отдела кадров
eds-role-employee = сотрудник организации
eds-role-system = информационная система
eds-role-treasury-client = «Казначейство-Клиент»
eds-holds = Подпись действительна
eds-does-not-hold = Подпись НЕ действительна
eds-reason = { $reason }: { $text }
eds-stamp = Метка времени не учтена: { $text }
eds-checked-by = Проверил: { $names }
eds-try-again = { $cause }. Подпись не отклонена навсегда: заявка или пакет ждут, повторите команду позже
done-eds-sandbox = Учебные ключи и сертификаты записаны: { $dir } (ОБРАЗЕЦ, ни для кого не действуют)
done-eds-sign = Учебная подпись записана: { $file }
col-revocation-method = Способ
col-revocation-this-update = По данным на
col-causes = Причины
eds-revocation-good = Не отозван
eds-revocation-revoked = Отозван
eds-revocation-unknown = Неизвестен
eds-revocation-unavailable = Нет данных

## Электронная цифровая подпись: почему не действительна

eds-cause-empty = файл подписи пуст; приложите подписанный файл
eds-cause-too-large = файл подписи слишком велик: читается не более 64 МиБ
eds-cause-armor-broken = текст PEM или base64 повреждён; скачайте подпись заново
eds-cause-not-der = это не подпись CMS: байты не в форме DER или обрываются
eds-cause-trailing-bytes = за подписью стоят лишние байты
eds-cause-not-signed-data = это CMS, но не подписанные данные
eds-cause-signed-data-form = строение подписанных данных нарушено
eds-cause-too-many = сертификатов, подписей или атрибутов больше 64
eds-cause-signer-form = строение подписи подписавшего нарушено
eds-cause-no-signed-attributes = подписанных атрибутов нет; подпишите документ заново в NCALayer
eds-cause-attribute-form = подписанный атрибут записан неверно
eds-cause-attribute-doubled = подписанный атрибут стоит дважды
eds-cause-no-content-type = среди подписанных атрибутов нет типа содержимого
eds-cause-content-type-differs = подписан другой тип содержимого
eds-cause-no-message-digest = среди подписанных атрибутов нет хеша содержимого
eds-cause-certificate-form = сертификат подписавшего записан неверно
eds-cause-iin-missing = в сертификате нет ИИН
eds-cause-iin-doubled = в сертификате больше одного ИИН
eds-cause-bin-doubled = в сертификате больше одного БИН
eds-cause-nobody-signed = в файле нет ни одной подписи
eds-cause-no-signer-certificate = сертификат подписавшего не приложен; подпишите заново с сертификатом
eds-cause-digest-unknown = неизвестный алгоритм хеширования; ожидается ГОСТ 34.11-2015 или SHA-256
eds-cause-key-unknown = неизвестный вид ключа
eds-cause-parameters-unknown = параметры ключа не те, что приняты в Казахстане
eds-cause-key-too-short = ключ RSA короче 2048 бит
eds-cause-signature-unknown = неизвестный алгоритм подписи
eds-cause-algorithms-mixed = алгоритм хеширования не подходит к ключу
eds-cause-no-content = подпись отделена от документа; укажите документ в --content
eds-cause-enclosed-differs = внутри подписи не тот документ, который указан
eds-cause-digest-differs = подписан другой документ или он изменён после подписания
eds-cause-key-broken = открытый ключ не является точкой своей кривой
eds-cause-signature-length = длина подписи не та, что у этого ключа
eds-cause-signature-wrong = подпись не сделана этим ключом или повреждена
eds-cause-signing-certificate-differs = подпись называет другой сертификат, чем приложен
eds-cause-verifiers-disagree = две проверки подписи дали разный ответ; обратитесь к администратору
eds-cause-issuer-unknown = сертификат издателя неизвестен; проверьте eds.anchors
eds-cause-issuer-name-differs = ключ издателя подходит, но его имя записано иначе
eds-cause-issuer-key-differs = имя издателя подходит, но ключ у него другой
eds-cause-issuer-signature-wrong = издатель не подписывал этот сертификат
eds-cause-issuer-no-authority = издатель не является удостоверяющим центром
eds-cause-issuer-may-not-issue = ключ издателя не вправе подписывать сертификаты
eds-cause-path-too-long = в цепочке больше центров, чем разрешено
eds-cause-extension-unknown = в сертификате есть неизвестное критическое расширение
eds-cause-policy-differs = сертификат выдан не по правилам НУЦ РК
eds-cause-signer-expired = срок сертификата подписавшего истёк; подпишите действующим
eds-cause-issuer-expired = срок сертификата удостоверяющего центра истёк
eds-cause-signer-not-yet = срок сертификата подписавшего ещё не начался
eds-cause-issuer-not-yet = срок сертификата удостоверяющего центра ещё не начался
eds-cause-revoked-in-list = сертификат отозван: стоит в списке отозванных
eds-cause-revoked-in-delta = сертификат отозван: стоит в дополнении к списку отозванных
eds-cause-revoked-by-answer = сертификат отозван: так ответила служба OCSP
eds-cause-revoked-by-verifier = сертификат отозван: так ответила внешняя программа проверки
eds-cause-unknown-to-responder = служба OCSP не знает этого сертификата
eds-cause-issuer-revoked = сертификат удостоверяющего центра отозван
eds-cause-no-list = нет списка отозванных этого центра; загрузите его и проверьте eds.crls
eds-cause-list-expired = список отозванных устарел; загрузите новый
eds-cause-delta-expired = дополнение к списку отозванных устарело; загрузите новое
eds-cause-list-signature-wrong = подпись списка отозванных неверна; загрузите его заново
eds-cause-list-partial = список отозванных охватывает лишь часть сертификатов
eds-cause-answer-form = ответ службы OCSP записан неверно
eds-cause-answer-try-later = служба OCSP не смогла ответить; повторите позже
eds-cause-responder-down = со службой OCSP нет связи
eds-cause-responder-slow = служба OCSP не ответила вовремя (eds.timeout)
eds-cause-responder-too-large = служба OCSP прислала слишком большой ответ
eds-cause-responder-content = по адресу из eds.responders отвечает не служба OCSP; проверьте адрес
eds-cause-answer-nonce = ответ OCSP дан на другой запрос
eds-cause-answer-for-another = ответ службы OCSP о другом сертификате
eds-cause-responder-untrusted = служба OCSP не уполномочена этим центром
eds-cause-answer-signature-wrong = подпись ответа OCSP неверна
eds-cause-answer-too-old = ответ службы OCSP устарел; запросите новый
eds-cause-answer-from-future = время ответа OCSP позже текущего; проверьте часы
eds-cause-unknown-to-verifier = внешняя программа проверки не смогла узнать, не отозван ли сертификат
eds-cause-issuer-unchecked = нельзя узнать, не отозван ли сертификат удостоверяющего центра
eds-cause-for-login = это ключ для входа (AUTH); подпишите ключом для подписи (RSA или GOST)
eds-cause-no-signing-purpose = сертификат не предназначен для подписания документов
eds-cause-key-may-not-sign = ключ сертификата не вправе подписывать
eds-cause-is-authority = это сертификат удостоверяющего центра, а не человека
eds-cause-role-missing = у подписавшего нет нужных полномочий
eds-cause-treasury-elsewhere = сертификат «Казначейство-Клиент» в других системах не применяется; подпишите другим
eds-cause-iin-differs = подписал другой человек: ИИН не совпадает
eds-cause-bin-differs = подписано от другой организации: БИН не совпадает
eds-cause-stamp-form = метка времени записана неверно
eds-cause-stamp-for-another = метка времени стоит на другой подписи
eds-cause-stamp-signature-wrong = подпись метки времени неверна
eds-cause-stamp-purpose = подписавший метку времени на это не уполномочен
eds-cause-stamp-untrusted = центр меток времени не ведёт к доверенному; проверьте eds.anchors
eds-cause-stamp-not-valid = сертификат центра меток времени тогда не действовал
eds-cause-stamp-revoked = сертификат центра меток времени отозван
eds-cause-stamp-unchecked = нельзя узнать, не отозван ли центр меток времени; проверено на текущее время
eds-cause-stamp-from-future = метка времени позже текущего времени; проверено на текущее время

## Печатные документы

paper-order = Платёжное поручение (счёт к оплате) № { $number } от { $date }
paper-register = Реестр платёжных поручений на подпись: пакет № { $batch } от { $date }
paper-act-recipient = Акт сверки взаимных расчётов за период с { $from } по { $to }
paper-act-treasury = Акт сверки с казначейством за период с { $from } по { $to }
paper-letters = Уведомления по заявке № { $number }
paper-letter = Контрольная сумма уведомления: { $sha256 }
paper-payer = Плательщик
paper-payee = Получатель
paper-institution = Код государственного учреждения
paper-bin = БИН
paper-account = Счёт (ИИК)
paper-kod-kbe = КОд / КБе
paper-name = Наименование
paper-funding = Источник финансирования
paper-residency = Резидентство
paper-resident = резидент
paper-non-resident = нерезидент
paper-value-date = Дата валютирования
paper-treasury-date = Дата по выписке казначейства
paper-words-kk = Прописью, на казахском
paper-words-ru = Прописью, на русском
paper-head = Руководитель
paper-accountant = Главный бухгалтер
paper-authorised = Уполномоченное лицо управления
paper-signed =
    Подписано в программе: { $person }, { $at }
    Опись, SHA-256: { $sha256 }
paper-signed-eds =
    Подписано ЭЦП: { $person }, { $at }
    ИИН { $iin }, сертификат { $serial }
    SHA-256: { $sha256 }
paper-under-signature = подпись
paper-under-name = фамилия, инициалы, дата
paper-declined = Не вошли: в подписи отказано
paper-orders = Итого поручений: { $count }
paper-n = №
paper-order-col = Поручение, заявка
paper-order-only = Поручение
paper-payee-bin = Получатель, БИН
paper-account-bic = ИИК, БИК
paper-kbe-knp = КБе / КНП
paper-sum = Сумма, ₸
paper-document = Документ
paper-accepted = Принято к выплате, ₸
paper-paid = Перечислено, ₸
paper-returned = Возвращено, ₸
paper-entry-accepted = Заявка № { $number }
paper-entry-paid = Поручение № { $number }
paper-entry-returned = Возврат по поручению № { $number }
paper-turnover = Обороты за период
paper-opening = Остаток к выплате на начало { $date }
paper-closing = Остаток к выплате на конец { $date }
paper-act-words = Стороны сверили взаимные расчёты за указанный период. Расхождения, если они есть, указываются письменно с приложением документов.
paper-side-department = Управление
paper-side-recipient = Получатель
paper-side-treasury = Казначейство
paper-sent = Направлено
paper-outcome = Состояние
paper-answer = Дата платежа, № казначейства, выписка
paper-outcomes = По состояниям
paper-breaks = Открытые расхождения на момент составления
paper-no-breaks = Расхождений нет.
paper-statement = Выписка, строка

## Журнал: события и сведения

journal-installation-created = Установка создана
journal-role-given = Роль назначена
journal-roles-ended = Роли прекращены
journal-person-iin = Записан ИИН человека
journal-plan-document = Документ плана принят
journal-requests-file = Файл заявок принят
journal-intake-eds = Файл заявок подписан ЭЦП
journal-attachment-received = Приложенный файл получен
journal-request-received = Заявка принята
journal-request-confirmed = Принятие подтверждено
journal-request-eds = Уведомление о принятии подписано ЭЦП
journal-request-refused = По заявке отказано
journal-refusal-proposed = Предложен отказ
journal-refusal-eds = Отказ подписан ЭЦП
journal-request-withdrawn = Заявка отозвана
journal-request-released = Приостановка снята
journal-request-short = Плана не хватило
journal-correction-proposed = Предложены новые реквизиты
journal-correction-approved = Новые реквизиты утверждены
journal-hold-added = Введена приостановка
journal-hold-ended = Приостановка завершена
journal-batch-formed = Пакет сформирован
journal-batch-remade = Опись пакета составлена заново
journal-batch-signed = Пакет подписан
journal-batch-eds = Пакет подписан ЭЦП
journal-batch-second-eds = Вторая подпись ЭЦП
journal-batch-dispatched = Пакет направлен
journal-batch-handed-over = Пакет передан в казначейство
journal-batch-outcome-unknown = Исход пакета неизвестен
journal-batch-status = Состояние пакета изменено
journal-order-formed = Поручение сформировано
journal-order-declined = В подписи поручения отказано
journal-order-paid = Поручение исполнено
journal-order-rejected = Поручение отклонено казначейством
journal-order-returned = Деньги возвращены
journal-order-not-received = Поручение не дошло до казначейства
journal-result-eds = Уведомление о перечислении подписано ЭЦП
journal-resolution-proposed = Предложено решение об исходе
journal-outcome-resolved = Исход установлен
journal-file-written = Файл записывается
journal-file-complete = Файл записан
journal-statement-imported = Выписка принята
journal-execution-imported = Форма 4-20 принята
journal-break-found = Найдено расхождение
journal-break-settled = Расхождение закрыто
journal-database-restored = База восстановлена из копии
journal-database-reconciled = Сверка после восстановления завершена
fact-service = Услуга
fact-number = Номер
fact-batch = Пакет
fact-order = Поручение
fact-amount = Сумма
fact-notice = Уведомление
fact-name = Наименование
fact-line = Строка
fact-holds = Приостановки
fact-hold = Приостановка
fact-reason = Причина
fact-value-date = Дата платежа
fact-account = Счёт
fact-bic = БИК
fact-registered-at = Зарегистрирована
fact-bin = БИН
fact-kbe = КБе
fact-base = База расчёта
fact-rate = Ставка, %
fact-agreement-no = Договор №
fact-agreement-date = Дата договора
fact-period-from = Период с
fact-period-to = Период по
fact-confirm-due = Подтвердить до
fact-statement = Выписка
fact-digest = Контрольная сумма
fact-by = Источник
fact-total = Итого
fact-orders = Поручений
fact-format = Формат
fact-copy = Копия
fact-sha256 = SHA-256
fact-manifest = Опись
fact-iin = ИИН
fact-subject = Предмет
fact-serial = Сертификат
fact-evidence = Доказательство
fact-kind = Вид
fact-receipt = Квитанция
fact-person = Человек
fact-accepted = Принято
fact-repeated = Повторно
fact-refused = Отказано
fact-role = Роль
fact-year = Год
fact-institution = Код учреждения
fact-document-no = Документ №
fact-document-date = Дата документа
fact-in-force = Действует с
fact-months = Помесячно
fact-date = Дата
fact-rows = Строк
fact-matched = Сопоставлено
fact-ground = Основание
fact-paragraph = Пункт
fact-expected = Ожидалось
fact-found = Найдено
fact-id = Ид.
fact-document = Документ
fact-outcome = Исход
fact-profile = Профиль
fact-rules = Правила
fact-status = Статус
fact-file = Файл
fact-rest = Остаток
fact-basis = Основание
fact-login = Учётная запись
fact-from = С
fact-to = По
fact-head = Контрольная сумма журнала
fact-path = Путь
fact-nth = № по порядку
fact-media = Вид файла
fact-bytes = Байтов

## Консоль

console-skip = К содержанию
console-sections = Разделы
console-sign-out = Выйти
console-done = Сделано
console-refused = Не сделано
console-home = На главную
console-back = Назад
console-cancel = Отменить
console-next = Далее
console-pick = Выбрать
console-trouble = Страница недоступна
console-not-found = Такой страницы нет. Проверьте адрес или начните с главной.
console-forbidden = Запрос пришёл не с нашей страницы или страница устарела. Вернитесь, обновите её и повторите действие.
console-bad-request = Запрос составлен неверно. Вернитесь и проверьте введённое.
console-too-large = Слишком много данных: файл не больше 64 МБ, приложений к заявке не больше пяти по 10 МБ. Уменьшите их и отправьте снова.
console-too-many = Слишком много неудачных попыток. Подождите несколько минут и попробуйте снова.
console-fault = Программа сейчас не может ответить; ничего не изменено. Повторите позже; если не поможет, сообщите администратору.
nav-home = Обзор
nav-requests = Заявки
nav-batches = Пакеты поручений
nav-treasury = Казначейство
nav-plan = План финансирования
nav-reports = Отчёты
nav-notices = Уведомления на подпись
nav-waiting = Лист ожидания
sign-in-title = Вход
sign-in-name = Имя, БИН или ИИН
sign-in-password = Пароль
sign-in-code = Код второго фактора
sign-in-code-about = Шесть цифр из приложения, если второй фактор включён
sign-in-enter = Войти
sign-in-wrong = Имя, пароль или код неверны. Проверьте раскладку клавиатуры. Пароль сотрудника назначает администратор; организация задаёт его сама и, если он утерян, регистрируется заново.
sign-in-wait = Слишком много неудачных попыток. Подождите { $minutes } мин и попробуйте снова.
sign-in-no-role = У вас сегодня нет ни одной роли. Обратитесь к администратору.
sign-in-sandbox = Учебный стенд
sign-in-sandbox-about = Деньги здесь вымышлены, поэтому войти можно без пароля, выбрав, кем вы будете.
own-title = Мой вход
own-password = Пароль
own-password-now = Нынешний пароль
own-password-new = Новый пароль
own-password-again = Новый пароль ещё раз
own-password-keep = Сменить пароль
own-wrong-password = Нынешний пароль неверен; ничего не изменено.
own-password-changed = Пароль сменён. Другие сеансы под вашим именем закрыты.
own-not-the-same = Новые пароли не совпадают.
own-too-short = Пароль слишком короткий: нужно не меньше { $least } знаков.
own-wrong-code = Код неверен; второй фактор не включён. Проверьте часы телефона.
own-factor = Второй фактор
own-factor-about = Внесите этот ключ в приложение с кодами (TOTP) на телефоне и подтвердите первым кодом. После этого для входа нужны и пароль, и код.
own-factor-open = Открыть в приложении
own-factor-on = Второй фактор включён.
own-factor-begin = Включить
own-factor-end = Выключить
own-factor-begun = Второй фактор включён.
own-factor-ended = Второй фактор выключен.
home-title = Обзор
home-due = Сроки
home-late = просрочено: { $count }
home-left = до { $at }, осталось { $hours } ч { $minutes } мин рабочего времени
home-overdue = срок истёк { $at }, { $hours } ч { $minutes } мин рабочего времени назад
list-left =
    { $at }
    осталось { $hours } ч { $minutes } мин
list-overdue =
    { $at }
    просрочка { $hours } ч { $minutes } мин
home-nothing = ничего не ждёт
home-money = Деньги по бюджетным строкам
home-no-plan = План на этот год ещё не загружен.
home-plan = План по месяцам
home-waits = Что кого ждёт
home-nothing-waits = Ничего не ждёт решения.
home-to-confirm = заявки на подтверждение
home-held = приостановленные заявки
home-notices = уведомления на подпись
home-to-sign = пакеты на подпись
home-corrections = реквизиты на утверждение
home-to-hand-over = пакеты для передачи в казначейство
home-unknown = пакеты с неизвестным исходом
home-breaks = расхождения сверки
waiting-about = На { $at }. Заявок в очереди: { $count }. Кто подал заявку, не публикуется.
requests-search = Номер заявки
requests-find = Найти
requests-found = Найдено по номеру { $number }: { $count }
requests-parts = Разделы заявок
requests-sum = Сумма
requests-due = Срок
requests-due-worked = Срок, рабочее время
requests-registered = Ждут подтверждения
requests-registered-about = Поступившие заявки, самые срочные сверху. Подтвердить нужно в течение одного рабочего дня.
requests-held = Приостановлены
requests-held-about = Эти заявки не оплачиваются, пока человек не решит, что с ними делать.
requests-corrections = Новые реквизиты
requests-corrections-about = Реквизиты, внесённые специалистом по документу получателя: их утверждает руководитель.
requests-all = Все
requests-all-about = Все заявки, новые сверху.
requests-confirm-picked = Подтвердить выбранные
requests-pick-all = Выбрать все на странице
requests-pick-none = Снять выбор
request-title = Заявка { $number }
request-facts = Сведения
request-agreement = Договор
request-period = Период
request-base = Расчёт
request-checks = Проверки
request-orders = Платёжные поручения
request-attachments = Приложения
request-no-attachments = К заявке ничего не приложено.
attachment-size = { $size } КБ
request-letters = Письма получателю
request-letters-pdf = Все письма одним файлом PDF
request-deadlines = Сроки
request-done = сделано { $at }
request-why = Почему такой срок
request-acts = Действия
request-confirm = Подтвердить принятие
request-signs = Принятие подтверждается подписанным уведомлением.
request-correction = Новые реквизиты ждут вашего утверждения. Сверьте их с документом получателя.
request-document = Документ получателя
request-proposed-by = Внёс
request-approve = Утвердить реквизиты
request-release = Снять приостановку
request-release-do = Снять
request-correct = Внести новые реквизиты
request-correct-do = Передать на утверждение
request-refuse = Отказать
request-refuse-do = Отказать по этому основанию
request-refused = Основание отказа
request-ground = Основание
request-letter-preview = Как будет выглядеть письмо
request-withdraw = Отозвать по просьбе получателя
request-withdraw-about = Отзывается то, на что нет действующих поручений. Вернуть заявку после этого нельзя.
request-withdraw-do = Отозвать
request-history = История
history-registered = зарегистрирована на портале
act-withdraw = отозвано: { $content }
act-release = приостановка снята: { $content }
act-correct = внесены новые реквизиты: { $content }
act-approve-correction = новые реквизиты утверждены: { $content }
act-decline = в подписи поручения отказано: { $content }
act-refuse = отказано, основание { $content }
act-propose-refusal = предложен отказ, основание { $content }
check-bin = БИН получателя
check-account = Номер счёта
check-bank = Банк соответствует счёту
check-rate = Ставка не выше предельной
check-amount = Сумма рассчитана верно
check-duplicate = Не повторяет другую заявку
check-eds = Заявка подписана ЭЦП получателя
check-compared = { $found } (ожидалось { $expected })
verdict-holds = верно
verdict-look = посмотрите
verdict-fails = неверно
batches-waiting = В работе
batches-all = Все пакеты
batch-title = Пакет № { $number } от { $date }
batch-facts = Сведения
batch-formed = Сформирован и передан руководителю
batch-eds = ЭЦП руководителя
batch-signed-plain = без ЭЦП (не требуется)
batch-unknown-reason = Почему исход неизвестен
batch-plan = План строки до конца месяца
batch-plan-before = Доступно без этого пакета
batch-plan-batch = Этот пакет
batch-plan-after = Останется доступно
batch-register = Реестр на подпись (PDF)
batch-manifest = Опись, которую подписывают
batch-notable = На что обратить внимание
batch-replaces = Поручение { $order } заменяет поручение { $old }, по которому деньги не дошли.
batch-largest = Крупнейшая сумма: { $sum }, поручение { $order }, { $name }.
batch-sign = Подписать
batch-sign-plain = Подписать без ЭЦП
batch-sign-plain-about = На этом стенде ЭЦП не требуется: подписью считается запись о действии.
signer-about = Подпись ставится программой NCALayer на этом компьютере; ключ остаётся у вас.
signer-sign = Подписать с NCALayer
signer-working = Ждём программу NCALayer: выберите ключ в её окне…
signer-closed = Программа NCALayer не отвечает. Запустите её и попробуйте снова или подпишите файлом.
signer-cancelled = Подписание отменено; ничего не изменено.
signer-failed = NCALayer не смогла подписать:
signer-by-file = Без NCALayer: подписать файлом
signer-by-file-about = Скачайте опись, подпишите её в своей программе (отдельная подпись CMS) и загрузите подпись сюда.
signer-file = Файл подписи
signer-send = Отправить подпись
batch-decline = Отказать в подписи одного поручения
batch-order = Поручение
batch-decline-do = Отказать в подписи
batch-files = Файлы для казначейства
batch-copy = экземпляр
batch-formats = Форматы
batch-export = Сформировать файлы
batch-outside = Передача в казначейство
batch-receipt = Номер квитанции казначейства
batch-hand-over = Файл передан
batch-lose = Исход неизвестен
batch-lose-about = Отметьте, если неизвестно, дошёл ли файл. Сам по себе пакет после этого не отправится: исход установят два человека.
batch-lose-do = Отметить
batch-resolve = Установить исход
batch-resolve-about = Нужны два одинаковых решения: одно даёт специалист отдела финансирования, другое руководитель или аудитор.
batch-resolve-found = Что выяснилось
batch-resolve-paid = Казначейство получило и исполнило
batch-resolve-not-received = Казначейство не получало
batch-resolve-some = Только для некоторых поручений
batch-resolve-orders = Поручения (ничего не отмечено: все)
batch-resolve-how = Как выяснили
batch-resolve-do = Записать решение
batch-orders = Поручения
batch-by-recipient = По получателям
batch-by-bank = По банкам
done-confirmed = Принятие заявки { $number } подтверждено
done-export = Пакет { $batch }: файлов сформировано { $files }
treasury-statement = Выписка казначейства или банка
treasury-statement-about = Формат определяется по содержимому: CSV, camt.053/054, pain.002, MT940/950/970, 1С, форма 4-20. Сначала вы увидите, что изменится.
treasury-file = Файл
treasury-look = Посмотреть
treasury-breaks = Расхождения
treasury-no-breaks = Расхождений нет: всё, что отправлено, сходится с ответами казначейства.
treasury-reason = Чем объясняется
treasury-settle = Урегулировать
break-source = выписка { $statement }, строка { $line }
advice-unknown-order = Такого поручения нет. Выясните, чей это платёж; если не наш, урегулируйте с пояснением.
advice-amount-differs = Сумма другая, состояние поручения не изменено. Запросите казначейство: возможна ошибка или частичное исполнение.
advice-payee-differs = Деньги ушли не тому получателю или строка чужая. Сообщите руководителю и казначейству сегодня же.
advice-not-dispatched = Ответ на поручение, которое не отправлялось. Проверьте, не передан ли файл мимо программы.
advice-duplicate-line = Строка повторена в одной выписке. Убедитесь по счёту, что деньги списаны один раз.
advice-already-settled = Поручение уже закрыто другим ответом. Если деньги списаны второй раз, потребуйте возврата.
advice-not-answered = Срок ожидания ответа прошёл. Запросите казначейство; пока ответа нет, поручение не повторяется.
statement-title = Что изменит выписка
statement-not-yet = Пока ничего не изменено. Проверьте и подтвердите.
statement-accepted = Строк принято
statement-matched = Поручений закрыто ответом
statement-breaks = Расхождения
statement-repeated = Уже загружено раньше
statement-refused = Строк с ошибками
statement-take = Загрузить выписку
statement-nothing = Принимать здесь нечего.
statement-none = Файл не выбран.
statement-gone = Просмотренный файл больше не хранится. Загрузите его ещё раз.
statement-taken = Выписка загружена. Строк принято: { $accepted }, поручений закрыто: { $matched }, расхождений: { $breaks }, уже было: { $repeated }, с ошибками: { $refused }.
plan-report = Отчёт с диаграммой
plan-import = Загрузить план или справку об изменении
plan-import-about = CSV или XLSX. Документ принимается целиком или не принимается совсем.
plan-file = Файл плана
plan-none = Файл не выбран.
plan-official = План в тысячах тенге
plan-official-about = В такой таблице нет номера и даты документа: укажите их здесь.
plan-kind = Вид плана
plan-take = Загрузить
plan-taken = Строк принято: { $accepted }, уже было: { $repeated }, с ошибками: { $refused }.
plan-stops = Приостановки выплат
plan-no-stops = Выплаты никому не приостановлены.
plan-stop-add = Приостановить выплаты
plan-stop-subject = БИН получателя или бюджетная строка (ААА/ППП/ССС/ЕЕЕ)
plan-stop-paper = Документ-основание
plan-stop-do = Приостановить
plan-stop-end = Снять
stop-holds = удержано заявок: { $count }, { $sum }
stop-awaiting = На подписи остаются поручения { $orders }: руководитель может отказать в их подписи.
stop-signed = Уже подписаны или отправлены: { $orders }.
reports-from = С
reports-to = По
reports-form = Форма
reports-excel = CSV для Excel (точка с запятой)
reports-make = Сформировать
about-register = Все заявки периода с суммами и статусами.
about-waiting-list = Очередь в том виде, в котором она публикуется.
about-plan = План, зарезервировано, оплачено и доступно по месяцам, с диаграммой.
about-deadlines = Каждый шаг с его сроком: вовремя или нет и по чьей причине.
about-payments = Исполненные платежи с датами и номерами казначейства.
about-reconciliation = Что казначейство ответило и в чём расхождения.
about-conservation = Где находится каждый запрошенный тенге.
about-journal = Кто, что, когда и почему сделал.
ask-password = Пароль для { $name }:
done-user-password = { $name }: пароль консоли назначен
journal-password-set = Назначен пароль консоли
journal-factor-set = Изменён второй фактор входа
fact-secret = Отпечаток
notices-about = Подписываются одним действием в программе NCALayer; каждый документ подписывается отдельно.
notices-more = Ещё { $count } появятся после подписания этих.
notices-none = Подписывать нечего.
notices-document = Документ
notices-read = Прочитать
notices-sign = Подписать все с NCALayer
nav-cabinet = Мои заявки
nav-apply = Подать заявку
sign-in-eds = Войти по ЭЦП
register-title = Регистрация организации
register-about = Для организаций, которые подают заявки. Если пароль забыт, зарегистрируйтесь ещё раз: подпись подтвердит, что это вы.
register-next = Далее: подписать
register-sign-about = Подпишите это ключом ЭЦП организации: так подтверждается, что БИН ваш.
by-eds-title = Вход по ЭЦП
by-eds-about = Подпишите эту строку своим ключом ЭЦП. Она одноразовая и действует 15 минут.
by-eds-sign-in = Вход в систему
by-eds-register = Регистрация организации с БИН { $bin }
by-eds-unknown = Подпись верна, но такой человек или организация не зарегистрированы. Организация может зарегистрироваться здесь.
to-sign-what = Что подписывается
to-sign-as-is = Документ, каким он подписывается
to-sign-by-file = Скачайте документ, подпишите его в своей программе (отдельная подпись CMS, текстом) и вставьте подпись.
to-sign-cms = Подпись (CMS, PEM или base64)
cabinet-place = Место в очереди: { $place }
cabinet-until = до { $at }
cabinet-paid = Деньги перечислены
way-formed = Поручение { $order } на { $sum } сформировано и передано руководителю
way-signed = Поручение { $order } подписал руководитель
way-dispatched = Поручение { $order } отправлено в казначейство
way-paid = Поручение { $order } исполнено: { $sum } перечислено
way-declined = Поручение { $order } отклонил руководитель, формируется новое
way-rejected = Казначейство отвергло поручение { $order }
way-returned = Деньги по поручению { $order } вернулись: { $sum }
cabinet-way = Путь заявки
cabinet-letters = Уведомления
letter-signed-by = Подписано ЭЦП { $at }: { $person }, ИИН { $iin }, сертификат № { $serial }
letter-document = Подписанный документ (TXT)
letter-signature = Подпись (CMS)
letter-unreadable = Сведения этого уведомления в базе повреждены, текст показать нельзя. Сообщите администратору.
cabinet-held = Заявка приостановлена
cabinet-withdraw = Отозвать заявку
apply-about = Заполните поля; сумма рассчитается сама. Перед отправкой вы увидите и подпишете документ.
apply-attachments = Приложения
apply-attachments-about = Договор и другие документы: до { $most } файлов PDF, JPEG или PNG, каждый не больше { $size } МБ. Подпись охватит и их.
apply-attachments-again = Файлы после ошибки нужно выбрать ещё раз.
apply-look = Проверьте отмеченные поля.
apply-account = Счёт (IBAN)
apply-bank-bic = БИК банка
apply-kbe = КБе
apply-base-amount = База расчёта, ₸
apply-rate = Ставка, %
apply-agreement-no = Номер договора
apply-agreement-date = Дата договора
apply-period-from = Начало периода
apply-period-to = Конец периода
apply-next = Далее: посмотреть и подписать
apply-sign-about = Заявка { $number } на сумму { $sum }. Проверьте документ и подпишите его ключом ЭЦП организации.
apply-gone = Документ больше не хранится: заполните форму ещё раз.
apply-done = Заявка { $number } принята и зарегистрирована.
journal-recipient-registered = Организация зарегистрирована в кабинете
done-user-token = { $name }: ключ для программы «{ $program }» показан один раз, сохраните его; прежний больше не действует
done-user-token-end = { $name }: ключ программы «{ $program }» больше не действует
journal-token-given = Выдан ключ для программы
journal-token-ended = Ключ программы отозван
fact-program = Программа
done-notice-send = Писем поставлено в очередь: { $put_out }; доставлено: { $arrived }; не удалось: { $failed }; больше не пробуем: { $given_up }
done-notice-retry = Снова отправляются: { $count }
channel-folder = Папка
channel-webhook = Адрес (webhook)
channel-mail = Почта
outbox-waits = ждёт
outbox-given-up = не доставлено
col-channel = Способ
col-tries = Попыток
col-state = Состояние
col-next-at = Следующая попытка
col-error = Что случилось
register-mail = Почта для писем (необязательно)
register-wrong-mail = Адрес почты записан неверно.
fact-mail = Почта
batch-first = Первая заявка этого получателя: { $name }, поручение { $order }.
batch-new-account = Новый счёт: { $name }, поручение { $order }; в прошлой заявке был { $before }.
plan-documents = Документы плана
col-document-no = Документ №
col-document-date = Дата документа
col-imported-at = Загружен
by-eds-correct = Новые реквизиты по заявке { $number }. БИН { $bin }, счёт { $account }, БИК { $bic }
cabinet-correct-about = Подпишите новые реквизиты ключом ЭЦП организации. Они вступят в силу, когда их утвердит руководитель.
cabinet-signed-by = Кабинет получателя, ЭЦП № { $serial }
journal-registration-eds = Регистрация подписана ЭЦП
journal-correction-eds = Новые реквизиты подписаны ЭЦП получателя
event-correction-eds = новые реквизиты подписаны ЭЦП получателя
console-partly = Сделано не всё
request-other-correction = Пока вы смотрели, реквизиты изменились. Посмотрите их ещё раз и решите заново.
requests-none-picked = Ни одна заявка не отмечена.
notices-nothing-signed = Ни одной подписи не пришло; ничего не изменено.
to-sign-again = Подпись не подошла. Документ прежний: подпишите его ещё раз.
check-limit = { $found } (предел { $expected })
home-elsewhere = Недоступно
home-elsewhere-about = Недоступно то, что выплачено до этой программы или сверх обязательств.
home-short = на этот месяц денег больше нет
batch-words = Решения, которые ждут второго
batch-word = { $person }: { $outcome }, { $orders }. { $reason }
batch-word-all = все поручения
