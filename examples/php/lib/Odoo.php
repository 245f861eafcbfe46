<?php
declare(strict_types=1);

/** A company's books: its currency, the end of its years, its accounts by id, and its posted lines. */
final class Books
{
    public function __construct(
        public readonly string $currency,
        public readonly int $decimals,
        public readonly int $lastMonth,
        public readonly int $lastDay,
        public readonly array $accounts,
        public readonly array $lines,
    ) {
    }
}

/** Reads the books over Odoo's JSON-RPC, which 17.0, 18.0 and 19.0 have in common. */
final class Odoo
{
    private const PAGE = 1000;
    private const READINGS = 6;
    private const KEYS = ['odoo.exceptions.AccessDenied', 'odoo.exceptions.AccessError'];

    private readonly Http $http;
    private int $uid = 0;
    private int $calls = 0;

    public function __construct(private readonly Inputs $inputs)
    {
        $this->http = new Http('Odoo', 'source');
    }

    public function books(): Books
    {
        $version = $this->service('common', 'version', [], 'configuration')['server_version'] ?? '';
        if (!preg_match('/^(saas~)?(1[7-9]|[2-9]\d)\./', (string) $version)) {
            throw new Refusal('configuration', "Odoo $version is not supported; 17.0 and later are");
        }
        $login = [$this->inputs->database, $this->inputs->email, $this->inputs->apiKey, (object) []];
        $uid = $this->service('common', 'authenticate', $login, 'configuration');
        $this->uid = is_int($uid) ? $uid : throw new Refusal('authentication', 'Odoo refuses the e-mail address or the key');
        $company = $this->one('res.company', $this->inputs->company, 'currency_id', 'fiscalyear_last_month', 'fiscalyear_last_day');
        $currency = $this->one('res.currency', $company['currency_id'][0], 'name', 'decimal_places');
        [$accounts, $lines] = $this->undisturbed();
        return new Books(
            $currency['name'],
            $currency['decimal_places'],
            (int) $company['fiscalyear_last_month'],
            $company['fiscalyear_last_day'],
            array_column($accounts, null, 'id'),
            $lines,
        );
    }

    /** Every page is a transaction of its own, so read until two readings are equal: nothing moved between them. */
    private function undisturbed(): array
    {
        $before = $this->reading();
        for ($count = 1; $count < self::READINGS; $count++) {
            $after = $this->reading();
            if ($after === $before) {
                return $after;
            }
            $before = $after;
        }
        throw new Refusal('source', 'the books change faster than they can be read');
    }

    private function reading(): array
    {
        $posted = [
            ['company_id', '=', $this->inputs->company],
            ['parent_state', '=', 'posted'],
            ['account_id', '!=', false],
            ['account_id.account_type', '!=', 'off_balance'],
        ];
        return [
            $this->all('account.account', [['account_type', '!=', 'off_balance']], 'code', 'name', 'account_type'),
            $this->all('account.move.line', $posted, 'account_id', 'date', 'balance'),
        ];
    }

    /** Reads all records that match, page by page behind the last id, so that none is skipped when others go. */
    private function all(string $model, array $domain, string ...$fields): array
    {
        $rows = [];
        do {
            $behind = [...$domain, ['id', '>', $rows ? end($rows)['id'] : 0]];
            $options = ['fields' => $fields, 'order' => 'id', 'limit' => self::PAGE];
            $page = $this->call($model, 'search_read', [$behind], $options);
            array_push($rows, ...$page);
        } while (count($page) === self::PAGE);
        return $rows;
    }

    private function one(string $model, int $id, string ...$fields): array
    {
        $found = $this->call($model, 'read', [[$id]], ['fields' => $fields]);
        return $found[0] ?? throw new Refusal('configuration', "Odoo has no $model with the id $id");
    }

    private function call(string $model, string $method, array $arguments, array $options): array
    {
        $context = [
            'lang' => $this->inputs->language,
            'active_test' => false,
            'allowed_company_ids' => [$this->inputs->company],
        ];
        $whom = [$this->inputs->database, $this->uid, $this->inputs->apiKey];
        $found = $this->service('object', 'execute_kw', [...$whom, $model, $method, $arguments, $options + ['context' => $context]], 'source');
        return is_array($found) ? $found : throw new Refusal('source', 'Odoo answered something else than was asked');
    }

    /** An error that is not about the key is about what the reason says. */
    private function service(string $service, string $method, array $arguments, string $reason): mixed
    {
        $params = ['service' => $service, 'method' => $method, 'args' => $arguments];
        $body = ['jsonrpc' => '2.0', 'method' => 'call', 'id' => ++$this->calls, 'params' => $params];
        $text = json_encode($body, JSON_THROW_ON_ERROR);
        [$status, $said] = $this->http->request('POST', "{$this->inputs->odooUrl}/jsonrpc", $text, ['Content-Type: application/json']);
        if ($status !== 200) {
            throw new Refusal($status < 500 && $status !== 429 ? 'configuration' : 'source', "Odoo answered $status");
        }
        if (!is_array($said) || !(isset($said['error']) || array_key_exists('result', $said))) {
            throw new Refusal('source', 'what answered is not an Odoo');
        }
        if (isset($said['error'])) {
            $name = $said['error']['data']['name'] ?? 'an error';
            throw new Refusal(in_array($name, self::KEYS, true) ? 'authentication' : $reason, "Odoo answered $name");
        }
        return $said['result'];
    }
}
