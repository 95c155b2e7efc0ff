package main

// Much of the library in one program: texts, encodings, templates, cryptography, archives, a server
// with and without TLS. What it prints is the same in every run.

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/tls"
	"encoding/base64"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	htemplate "html/template"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"sync"
	"text/template"
	"time"
	"unique"
	"weak"
)

type item struct {
	Name  string         `json:"name" xml:"name,attr"`
	Count int            `json:"count,omitempty" xml:"count"`
	Tags  []string       `json:"tags" xml:"tag"`
	More  map[string]any `json:"more,omitempty" xml:"-"`
	When  time.Time      `json:"when" xml:"when"`
	In    *item          `json:"in,omitempty" xml:"in"`
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
}

func main() {
	when := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	it := item{"a<b", 3, []string{"x", "y"}, map[string]any{"k": 1.5, "l": nil}, when, &item{Name: "inner", When: when}}
	j, err := json.MarshalIndent(it, "", " ")
	check(err)
	fmt.Println(string(j))
	var back item
	check(json.Unmarshal(j, &back))
	fmt.Println(back.In.Name, back.More["k"], back.When.Equal(when))
	fmt.Println(json.Unmarshal([]byte(`{"name": 5}`), &back))
	fmt.Println(json.Unmarshal([]byte(`{"name": `), &back))
	x, err := xml.Marshal(it)
	check(err)
	fmt.Println(string(x))
	check(xml.Unmarshal(x, &back))
	var buf bytes.Buffer
	check(gob.NewEncoder(&buf).Encode(map[string][]int{"a": {1, 2}}))
	var gm map[string][]int
	check(gob.NewDecoder(&buf).Decode(&gm))
	fmt.Println(gm)

	tm := template.Must(template.New("t").Funcs(template.FuncMap{"up": strings.ToUpper}).Parse(
		`{{range $i, $e := .Tags}}{{$i}}={{$e | up | printf "%q"}} {{end}}{{with .In}}{{.Name}}{{end}}{{range $k, $v := .More}} {{$k}}:{{$v}}{{end}}` + "\n"))
	check(tm.Execute(os.Stdout, it))
	hm := htemplate.Must(htemplate.New("h").Parse(`<a href="/?q={{.Name}}">{{.Name}}</a><script>var x = {{.Tags}}</script>` + "\n"))
	check(hm.Execute(os.Stdout, it))

	data := bytes.Repeat([]byte("tricolor "), 10000)
	fmt.Printf("%x\n%x\n%x\n%x\n", sha256.Sum256(data), sha512.Sum512(data), md5.Sum(data), sha3.Sum256(data))
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write(data)
	fmt.Println(hex.EncodeToString(mac.Sum(nil)))
	block, err := aes.NewCipher([]byte("0123456789abcdef"))
	check(err)
	aead, err := cipher.NewGCM(block)
	check(err)
	sealed := aead.Seal(nil, []byte("nonce nonce "), []byte("secret"), nil)
	fmt.Println(base64.StdEncoding.EncodeToString(sealed))
	opened, err := aead.Open(nil, []byte("nonce nonce "), sealed, nil)
	fmt.Println(string(opened), err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	digest := sha256.Sum256(data)
	sig, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
	check(err)
	fmt.Println(ecdsa.VerifyASN1(&key.PublicKey, digest[:], sig))
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	check(err)
	fmt.Println(ed25519.Verify(pub, data, ed25519.Sign(priv, data)))
	rk, err := rsa.GenerateKey(rand.Reader, 2048)
	check(err)
	enc, err := rsa.EncryptPKCS1v15(rand.Reader, &rk.PublicKey, []byte("rsa"))
	check(err)
	dec, err := rsa.DecryptPKCS1v15(nil, rk, enc)
	fmt.Println(string(dec), err)
	fmt.Println(new(big.Int).Exp(big.NewInt(3), big.NewInt(1000), nil).String()[:20])

	var zipped bytes.Buffer
	zw := zip.NewWriter(&zipped)
	w, err := zw.Create("a.txt")
	check(err)
	w.Write(data)
	check(zw.Close())
	zr, err := zip.NewReader(bytes.NewReader(zipped.Bytes()), int64(zipped.Len()))
	check(err)
	rc, err := zr.File[0].Open()
	check(err)
	all, _ := io.ReadAll(rc)
	fmt.Println(bytes.Equal(all, data))
	cr := csv.NewReader(strings.NewReader("a,\"b,c\"\n1,2\n"))
	rows, err := cr.ReadAll()
	fmt.Println(rows, err)
	fmt.Println(regexp.MustCompile(`(\w+)@(\w+)\.com`).ReplaceAllString("bob@example.com", "$2 $1"))
	slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == "time" {
			return slog.Attr{}
		}
		return a
	}})).Info("said", "n", 1, slog.Group("g", "k", "v"))

	mux := http.NewServeMux()
	mux.HandleFunc("POST /items/{id}", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Encoding", "gzip")
		g := gzip.NewWriter(w)
		fmt.Fprintf(g, "%s %s %s %s", r.PathValue("id"), r.URL.Query().Get("q"), body, r.Proto)
		g.Close()
	})
	for _, secure := range []bool{false, true} {
		server := httptest.NewUnstartedServer(mux)
		// A connection that is closed early is complained about, or not.
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		if secure {
			server.EnableHTTP2 = true
			server.StartTLS()
		} else {
			server.Start()
		}
		var wg sync.WaitGroup
		answers := make([]string, 8)
		for i := range answers {
			wg.Go(func() {
				res, err := server.Client().Post(fmt.Sprint(server.URL, "/items/", i, "?q=", url.QueryEscape("a b&")), "text/plain", strings.NewReader("body"))
				check(err)
				b, err := io.ReadAll(res.Body)
				check(err)
				res.Body.Close()
				answers[i] = string(b)
			})
		}
		wg.Wait()
		fmt.Println(answers)
		if secure {
			conn, err := tls.Dial("tcp", server.Listener.Addr().String(), &tls.Config{InsecureSkipVerify: true})
			check(err)
			fmt.Println(tls.VersionName(conn.ConnectionState().Version), conn.ConnectionState().PeerCertificates[0].Subject)
			conn.Close()
		}
		server.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err = (&net.Dialer{}).DialContext(ctx, "tcp", "127.0.0.1:1")
	fmt.Println(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	l.(*net.TCPListener).SetDeadline(time.Now().Add(5 * time.Millisecond))
	_, err = l.Accept()
	ne, _ := err.(net.Error)
	fmt.Println(ne.Timeout())

	h := unique.Make("one")
	fmt.Println(h == unique.Make("on"+string([]byte("e"))), h.Value())
	p := new([100]int)
	wp := weak.Make(p)
	fmt.Println(wp.Value() == p)
	runtime.KeepAlive(p)
	p = nil
	runtime.GC()
	fmt.Println(wp.Value() == nil)
	fmt.Println(trace.IsEnabled(), pprof.Lookup("goroutine") != nil)
	var sm sync.Map
	for i := range 100 {
		sm.Store(i, i*i)
	}
	v, loaded := sm.LoadAndDelete(7)
	fmt.Println(v, loaded)
	sm.Clear()
	_, ok := sm.Load(8)
	fmt.Println(ok)
}
