<?php
declare(strict_types=1);

/** The run ends here, for one of the reasons that whoever started it understands; nothing secret is quoted. */
final class Refusal extends RuntimeException
{
    public function __construct(public readonly string $reason, string $message)
    {
        parent::__construct($message);
    }
}

/** What the connector is given, without what a careless paste has added. */
final class Inputs
{
    private const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

    private function __construct(
        public readonly string $odooUrl,
        public readonly string $database,
        public readonly string $email,
        #[SensitiveParameter] public readonly string $apiKey,
        public readonly int $company,
        public readonly string $language,
        public readonly string $silverfinUrl,
        public readonly string $firm,
        public readonly string $file,
        public readonly string $clientId,
        #[SensitiveParameter] public readonly string $clientSecret,
        #[SensitiveParameter] public readonly string $accessToken,
        #[SensitiveParameter] public readonly string $refreshToken,
        public readonly string $stateDir,
    ) {
    }

    public static function read(): self
    {
        return new self(
            self::address('ODOO_URL'),
            self::given('ODOO_DATABASE'),
            self::given('ODOO_EMAIL'),
            self::given('ODOO_API_KEY'),
            (int) self::given('SYNC_COMPANY'),
            self::given('SYNC_LANGUAGE'),
            self::address('SILVERFIN_URL'),
            rawurlencode(self::given('SILVERFIN_FIRM_ID')),
            rawurlencode(self::given('SILVERFIN_COMPANY_ID')),
            self::given('SILVERFIN_CLIENT_ID'),
            self::given('SILVERFIN_CLIENT_SECRET'),
            self::given('SILVERFIN_ACCESS_TOKEN'),
            self::given('SILVERFIN_REFRESH_TOKEN'),
            self::given('CONNECTOR_STATE_DIR'),
        );
    }

    private static function given(string $name): string
    {
        $value = trim((string) getenv($name));
        return $value !== '' ? $value : throw new Refusal('configuration', "$name is missing");
    }

    /** Scheme, host and port of what stands in the address bar; nothing secret goes over http to another machine. */
    private static function address(string $name): string
    {
        $parts = parse_url(self::given($name));
        $host = strtolower($parts['host'] ?? '');
        $scheme = strtolower($parts['scheme'] ?? '');
        if ($host === '' || !($scheme === 'https' || ($scheme === 'http' && in_array($host, self::LOOPBACK, true)))) {
            throw new Refusal('configuration', "$name has to begin with https://");
        }
        return "$scheme://$host" . (isset($parts['port']) ? ":{$parts['port']}" : '');
    }
}
