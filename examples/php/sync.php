<?php
/** Brings what each account of a company in Odoo moved in each month to Silverfin. */
declare(strict_types=1);

foreach (['Http', 'Inputs', 'Ledger', 'Memory', 'Odoo', 'Silverfin'] as $name) {
    require __DIR__ . "/lib/$name.php";
}

umask(0077); // what is kept is nobody else's business
try {
    synchronise(Inputs::read());
    echo json_encode(['ok' => true]), "\n";
} catch (Refusal $refusal) {
    echo json_encode(['ok' => false, 'reason' => $refusal->reason, 'message' => $refusal->getMessage()]), "\n";
    exit(1);
} catch (Throwable $error) { // its message and its trace might quote what was given
    echo json_encode(['ok' => false, 'reason' => 'internal', 'message' => $error::class . " in line {$error->getLine()}"]), "\n";
    exit(1);
}

function synchronise(Inputs $inputs): void
{
    $memory = new Memory($inputs);
    $silverfin = new Silverfin($inputs, $memory);
    $books = (new Odoo($inputs))->books();
    $info = $silverfin->info();
    $currency = $silverfin->currency();
    if ($currency !== null && $currency !== $books->currency) {
        throw new Refusal('configuration', "the books are kept in {$books->currency}, the client file in $currency");
    }
    $ledger = new Ledger($books, $info['sync_start_at'], substr($inputs->language, 0, 2));
    if ($info['sync_point'] === null || $info['sync_point'] !== $memory->syncPoint) {
        $memory->forget(); // a file that does not stand where we left it is not the file we know
        if ($info['sync_point'] !== null) {
            $silverfin->reset($info['sync_point']);
        }
    }
    if ($memory->differs('settings', '', $ledger->settings)) {
        $silverfin->sendSettings($ledger->settings);
        $memory->note('settings', '', $ledger->settings);
        $memory->save();
    }
    send($silverfin, $memory, $ledger);
}

/** Sends what differs from what was sent before, and remembers after each submit what it has sent. */
function send(Silverfin $silverfin, Memory $memory, Ledger $ledger): void
{
    $accounts = array_filter($ledger->accounts, fn ($account) => $memory->differs('accounts', $account['number'], $account));
    $changed = array_filter($ledger->lines, fn ($line) => $memory->differs('lines', $line['id'], $line));
    $gone = array_diff($memory->ids('lines'), array_column($ledger->lines, 'id'));
    $actions = [
        ...array_map(fn ($id) => ['delete' => ['id' => (string) $id]], array_values($gone)),
        ...array_map(fn ($line) => ['upsert' => $line], array_values($changed)),
    ];
    if (!$accounts && !$actions) {
        return;
    }
    foreach (array_chunk($actions, $silverfin->mostActions()) ?: [[]] as $part) {
        $point = bin2hex(random_bytes(16));
        $silverfin->submit($point, $memory->syncPoint, array_values($accounts), $part);
        array_walk($accounts, fn ($account) => $memory->note('accounts', $account['number'], $account));
        foreach ($part as $action) {
            $memory->note('lines', ($action['upsert'] ?? $action['delete'])['id'], $action['upsert'] ?? null);
        }
        $memory->syncPoint = $point;
        $memory->save();
        $accounts = [];
    }
}
