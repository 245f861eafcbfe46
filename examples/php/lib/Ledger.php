<?php
declare(strict_types=1);

/** What Silverfin must hold of a company's books: a line for each account and month. Nothing here asks anybody. */
final class Ledger
{
    private const RESULT = ['code' => '999999', 'name' => 'Undistributed Profits/Losses', 'account_type' => 'equity_unaffected'];
    private const CARRIED = '/^(asset|liability|equity(?!_unaffected))/';

    public readonly array $settings;
    public readonly array $accounts;
    public readonly array $lines;
    private readonly array $collecting;

    /** What is dated before the start, if there is one, is summed up on that day. */
    public function __construct(private readonly Books $books, private readonly ?string $start, string $locale)
    {
        $this->collecting = $this->collectingAccount();
        $this->lines = array_values($this->months());
        $used = array_flip([$this->collecting['code'], ...array_column($this->lines, 'account_number')]);
        $chart = array_column([...$books->accounts, $this->collecting], null, 'code');
        $this->accounts = array_map(
            fn ($account) => [
                'number' => (string) $account['code'],
                'names' => [$locale => $account['name']],
                'type' => $this->typeOf($account),
            ],
            array_values(array_intersect_key($chart, $used)),
        );
        $this->settings = [
            'years' => $this->years(),
            'retained_earnings_account' => ['number' => $this->collecting['code'], 'name' => $this->collecting['name']],
        ];
    }

    /** The first account for results that were not distributed collects what earlier years earned. */
    private function collectingAccount(): array
    {
        $found = array_filter($this->books->accounts, fn ($a) => $a['code'] && $a['account_type'] === 'equity_unaffected');
        usort($found, fn ($one, $other) => strcmp($one['code'], $other['code']));
        return $found[0] ?? self::RESULT;
    }

    /** Of the accounts for results only the one that collects them is carried forward; the others begin at nothing. */
    private function typeOf(array $account): string
    {
        if ($account['code'] === $this->collecting['code']) {
            return 'equity';
        }
        return $account['account_type'] === 'equity_unaffected' ? 'expense' : explode('_', $account['account_type'])[0];
    }

    /** A line stands on the last day in its month on which its account was used. */
    private function months(): array
    {
        $sums = $days = $codes = [];
        foreach ($this->books->lines as $line) {
            $account = $this->books->accounts[$line['account_id'][0]];
            $isEarlier = $this->start !== null && $line['date'] < $this->start;
            $day = $isEarlier ? $this->start : $line['date'];
            $code = !$isEarlier || preg_match(self::CARRIED, $account['account_type']) ? $account['code'] : $this->collecting['code'];
            $id = ($isEarlier ? 'opening' : substr($day, 0, 7)) . "/$code";
            $sums[$id] = ($sums[$id] ?? 0) + $this->units($line['balance']);
            $days[$id] = max($days[$id] ?? '', $day);
            $codes[$id] = $code;
        }
        $lines = array_map(
            fn ($id, $sum) => [
                'id' => (string) $id,
                'account_number' => (string) $codes[$id],
                'date' => $days[$id],
                'value' => $this->written($sum),
                'description' => str_starts_with($id, 'opening') ? 'Opening balance' : 'Movements of ' . substr($id, 0, 7),
            ],
            array_keys($sums),
            $sums,
        );
        return array_filter($lines, fn ($line) => (float) $line['value'] !== 0.0);
    }

    /** The years from the one before the first line to the one after today; they end when the company says. */
    private function years(): array
    {
        $dates = [...array_column($this->lines, 'date'), gmdate('Y-m-d')];
        $ends = array_map($this->lastDay(...), range((int) substr(min($dates), 0, 4) - 2, (int) substr(max($dates), 0, 4) + 1));
        return array_map(
            fn ($before, $end) => [
                'start_date' => $before->modify('+1 day')->format('Y-m-d'),
                'end_date' => $end->format('Y-m-d'),
                'compute_opening_balances' => true,
                'compute_retained_earnings' => true,
            ],
            array_slice($ends, 0, -1),
            array_slice($ends, 1),
        );
    }

    /** A year ends on a day that its month may lack; the end of February is its end in leap years, too. */
    private function lastDay(int $year): DateTimeImmutable
    {
        $month = $this->books->lastMonth;
        $length = (int) gmdate('t', gmmktime(0, 0, 0, $month, 1, $year));
        $isLast = $month === 2 && $this->books->lastDay > 27;
        return new DateTimeImmutable(sprintf('%04d-%02d-%02d', $year, $month, $isLast ? $length : min($this->books->lastDay, $length)));
    }

    /** Odoo sends amounts as JSON numbers; they become whole units of the currency once, and are added as such. */
    private function units(int|float $amount): int
    {
        return (int) str_replace('.', '', number_format($amount, $this->books->decimals, '.', ''));
    }

    private function written(int $units): string
    {
        $decimals = $this->books->decimals;
        $digits = str_pad((string) abs($units), $decimals + 1, '0', STR_PAD_LEFT);
        $whole = substr($digits, 0, strlen($digits) - $decimals);
        return ($units < 0 ? '-' : '') . $whole . ($decimals ? '.' . substr($digits, -$decimals) : '');
    }
}
