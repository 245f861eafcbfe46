<?php
declare(strict_types=1);

/** One server over HTTP: no redirects, a time limit, and half an answer is none. */
final class Http
{
    private const SECONDS = 20;

    private readonly CurlHandle $curl;

    /** Whoever cannot be reached is blamed with the reason. */
    public function __construct(private readonly string $who, private readonly string $reason)
    {
        $this->curl = curl_init();
    }

    /** @return array{int, mixed} the status, and what the body says if it is JSON, else null */
    public function request(string $method, string $url, ?string $body = null, array $headers = []): array
    {
        curl_reset($this->curl); // the options, not the connection
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPHEADER => ['Accept: application/json', 'Expect:', ...$headers],
            CURLOPT_USERAGENT => 'php-monthly/1.0',
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => self::SECONDS,
        ]);
        if ($body !== null) {
            curl_setopt($this->curl, CURLOPT_POSTFIELDS, $body);
        }
        if (getenv('SSL_CERT_FILE')) { // which OpenSSL heeds, and libcurl does not
            curl_setopt($this->curl, CURLOPT_CAINFO, getenv('SSL_CERT_FILE'));
        }
        $text = curl_exec($this->curl);
        if ($text === false) {
            $why = curl_strerror(curl_errno($this->curl));
            throw new Refusal($this->reason, "{$this->who} cannot be reached ($why)");
        }
        return [curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE), json_decode($text, true)];
    }
}
